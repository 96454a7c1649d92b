import { describe, expect, it } from "@jest/globals";
import { definitions } from "../../src/cli/commands.ts";
import type { CommandDefinition } from "../../src/cli/definition.ts";
import { readRun } from "../../src/cli/run/definition.ts";
import { dollars, duration, wholeNumber } from "../../src/cli/values.ts";

const all = definitions.flatMap((definition) => [definition, ...(definition.subcommands ?? [])]);

describe("the definitions", () => {
  it.each(all.filter(({ hidden }) => !hidden).map((d) => [d.name, d] as const))(
    "%s has what its help needs",
    (_, d) => {
      expect(d.examples.length).toBeGreaterThan(0);
      expect(d.summary).toMatch(/^[a-z].*[^.]$/);
      for (const option of d.options ?? []) expect(option.description).not.toBe("");
    },
  );

  it("mark what changes something, so that agents are refused", () => {
    const refused = (d: CommandDefinition, options = {}) =>
      typeof d.changes === "boolean" ? d.changes : d.changes(options);
    const reading = [
      "status",
      "show",
      "logs",
      "runs",
      "workflow",
      "list",
      "agents",
      "doctor",
      "completion",
      "__complete",
    ];
    expect(all.filter((d) => !refused(d)).map((d) => d.name)).toEqual(expect.arrayContaining(reading));
    for (const name of [
      "init",
      "add",
      "run",
      "move",
      "block",
      "unblock",
      "redo",
      "answer",
      "approve",
      "reject",
    ]) {
      expect([name, refused(definitions.find((d) => d.name === name)!)]).toEqual([name, true]);
    }
    expect(refused(all.find((d) => d.name === "test")!)).toBe(true);
    const run = definitions.find((d) => d.name === "run")!;
    for (const option of ["dryRun", "showPrompt", "explain"])
      expect(refused(run, { [option]: true })).toBe(false);
  });
});

describe("readRun", () => {
  it.each([
    ["--continue", undefined, { continue: true }, undefined, true],
    ["--continue=if-any", undefined, { continue: "if-any" }, undefined, "if-any"],
    ["--continue run-1", undefined, { continue: "run-1" }, "run-1", true],
    ["run-1 --continue", "run-1", { continue: true }, "run-1", true],
    ["--resume run-1", undefined, { resume: "run-1" }, "run-1", true],
    ["--resume", undefined, { resume: true }, undefined, true],
    ["nothing", undefined, {}, undefined, false],
    ["ship.yaml", "ship.yaml", {}, "ship.yaml", false],
  ])("%s", (_, target, given, id, continued) => {
    const read = readRun(target, given);
    expect([read.target, read.options.continue]).toEqual([id, continued]);
  });

  it("refuses two runs", () => {
    expect(() => readRun("run-2", { continue: "run-1" })).toThrow(/not run-1 and run-2/);
  });

  it("hands values on in their units", () => {
    const { options } = readRun(undefined, { budget: 5, maxWait: 60_000, auto: true, story: "x" });
    expect(options).toMatchObject({ budgetUsd: 5, maxWaitMs: 60_000, auto: true, story: "x", fresh: false });
  });
});

describe("values", () => {
  it("reads dollars, numbers and durations", () => {
    expect([dollars("--budget")("$2.50"), dollars("--budget")("5")]).toEqual([2.5, 5]);
    expect(wholeNumber("--max-actions", 1)("3")).toBe(3);
    expect(duration("--max-wait", "6h")("90m")).toBe(5_400_000);
  });

  it.each([
    ["dollars", () => dollars("--budget")("0")],
    ["dollars", () => dollars("--budget")("five")],
    ["dollars", () => dollars("--budget")("-1")],
    ["a number", () => wholeNumber("--max-actions", 1)("0")],
    ["a number", () => wholeNumber("--max-actions", 1)("1.5")],
    ["a number", () => wholeNumber("--max-actions", 1)("")],
    ["a duration", () => duration("--max-wait", "6h")("6")],
  ])("refuses what is not %s, and says so", (_, read) => {
    expect(read).toThrow(
      expect.objectContaining({ exitCode: 2, message: expect.stringContaining("cannot be") }),
    );
  });
});
