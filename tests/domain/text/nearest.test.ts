import { describe, expect, it } from "@jest/globals";
import { nearest } from "../../../src/domain/text/nearest.ts";

describe("nearest", () => {
  const commands = ["status", "show", "run", "runs", "move", "block", "unblock"];

  it.each([
    ["staus", "status"],
    ["sttaus", "status"],
    ["MOVE", "move"],
    ["blcok", "block"],
    ["unb", "unblock"],
  ])("%s is meant to be %s", (word, meant) => {
    expect(nearest(word, commands)[0]).toBe(meant);
  });

  it("gives the nearest first, each once, and no more than asked for", () => {
    expect(nearest("runn", ["runs", "run", "run", "rung"], 2)).toEqual(["runs", "run"]);
  });

  it("gives nothing where nothing is near", () => {
    expect(nearest("deploy", commands)).toEqual([]);
    expect(nearest("", commands)).toEqual([]);
  });

  it("counts swapped neighbours as one mistake", () => {
    expect(nearest("ab", ["ba"])).toEqual(["ba"]);
    expect(nearest("ab", ["cd"])).toEqual([]);
  });
});
