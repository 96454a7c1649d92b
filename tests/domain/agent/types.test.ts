import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { abilities, setups } from "../../../src/domain/agent/types.ts";

/** The cells of the rows of docs/agents.md's tables whose first cell is `name`. */
const rows = readFileSync("docs/agents.md", "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| `"))
  .map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
const named = (name: string, cells: number) =>
  rows.filter((row) => row[0] === `\`${name}\`` && row.length === cells);

describe("docs/agents.md", () => {
  it.each(Object.entries(abilities).filter(([type]) => type !== "replay" && type !== "record"))(
    "tells what %s can do, as the program does",
    (type, { sessions, schema, usage, budget, read, write }) => {
      expect(named(type, 7)).toEqual([[`\`${type}\``, sessions, schema, usage, budget, read, write]]);
    },
  );

  it.each(Object.entries(setups))("tells how to get %s, and to log in", (type, { install, login }) => {
    expect(named(type, 3)).toContainEqual([`\`${type}\``, `\`${install}\``, login]);
  });
});
