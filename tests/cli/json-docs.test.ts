import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { definitions } from "../../src/cli/commands.ts";
import { runCli } from "../helpers/cli.ts";
import { everyEvent } from "../helpers/events.ts";
import { scratchBoard } from "../helpers/scratch-board.ts";
import { tempDirs } from "../helpers/temp-dir.ts";

const text = readFileSync("docs/json.md", "utf8").replace(/^```[\s\S]*?^```$/gm, "");
const cwd = tempDirs()();
const files = scratchBoard(cwd, [
  { slug: "one", keys: { labels: ["s"], epic: "checkout" } },
  { slug: "two", keys: { dependencies: ["one"], blocked_reason: "later" } },
  { slug: "odd", keys: { status: "redy" } },
]);
const cli = async (...args: string[]) => (await runCli([...args, "--json"], { cwd, env: files.env })).stdout;

/** Command → everything in backticks in its section, and the keys of its table. */
const sections = new Map(
  text
    .split(/^### /m)
    .slice(1)
    .flatMap((section) => {
      const [heading = ""] = section.split("\n");
      const keys = [...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, key]) => key ?? "");
      return backticked(heading).map((name) => [name, { keys, words: backticked(section) }] as const);
    }),
);
const common = backticked(text.slice(0, text.indexOf("## Commands")));

function backticked(of: string): string[] {
  return [...of.matchAll(/`([^`]+)`/g)].map(([, word]) => word ?? "");
}

/** Every key of a value, at any depth that has documented names: not below maps whose keys are data. */
function keysOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(keysOf);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => (data.has(key) ? [key] : [key, ...keysOf(child)]));
}

/** Keys whose values are maps with data for keys, or written down elsewhere. */
const data = new Set(["flags", "counts", "options", "failures", "approved", "blocked", "message", "steps"]);

describe("docs/json.md", () => {
  it("has every command that takes --json", () => {
    const named = definitions.flatMap(({ name, json, subcommands = [] }) => [
      ...(json ? [name] : []),
      ...subcommands.map((child) => `${name} ${child.name}`),
    ]);
    // `workflow` alone is `workflow list`.
    expect([...sections.keys()].sort()).toEqual(named.filter((name) => name !== "workflow").sort());
  });

  it("names every key that is printed, and none that is not", async () => {
    await cli("run");
    const printed: Record<string, string[]> = {
      status: ["status"],
      show: ["show", "one"],
      add: ["add", "Three"],
      move: ["move", "one", "in-progress"],
      block: ["block", "one", "--reason", "x"],
      unblock: ["unblock", "one"],
      redo: ["redo", "one", "--note", "x"],
      runs: ["runs"],
      "workflow list": ["workflow", "list"],
      "workflow show": ["workflow", "show", "story"],
      "runs prune": ["runs", "prune", "--older-than", "1d"],
      agents: ["agents"],
      "agents test": ["agents", "test"],
      doctor: ["doctor"],
      init: ["init"],
    };
    for (const [name, args] of Object.entries(printed)) {
      const { schemaVersion, ...output } = JSON.parse(await cli(...args));
      const { keys, words } = sections.get(name)!;
      const known = new Set([...words, ...common, "workflow", "hash"]);
      expect([name, schemaVersion]).toEqual([name, 1]);
      expect([name, keysOf(output).filter((key) => !known.has(key))]).toEqual([name, []]);
      expect([name, Object.keys(output).filter((key) => !keys.includes(key) && key !== "broken")]).toEqual([
        name,
        [],
      ]);
    }
  });

  it("names every event of a run, with its keys", () => {
    const { keys, words } = sections.get("run")!;
    const types = [...new Set(everyEvent.map(({ type }) => type))];
    expect(types.filter((type) => !words.includes(type))).toEqual([]);
    const known = new Set([...words, ...keys, ...common]);
    const nested = new Set(["event", "held", "left", "failed", "next", "receipt"]);
    const used = everyEvent.flatMap((event) => Object.keys(event).filter((key) => !nested.has(key)));
    expect([...new Set(used)].filter((key) => !known.has(key))).toEqual([]);
  });
});
