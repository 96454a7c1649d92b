import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { bin } from "../helpers/cli.ts";

const dist = dirname(bin);
const text = (file: string) => readFileSync(join(dist, file), "utf8");

/** A built file with all that it imports statically: what is loaded when it is. */
function loadedWith(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found;
  found.add(file);
  for (const [, imported] of text(file).matchAll(/^(?:import\s*|.*\bfrom )"\.\/([\w.-]+\.js)";$/gm)) {
    loadedWith(imported!, found);
  }
  return found;
}

/** The file into which an entry was built. */
function entry(name: string): string {
  const file = readdirSync(dist).find((it) => new RegExp(`^${name}-[A-Z0-9]+\\.js$`).test(it));
  if (file === undefined) throw new Error(`there is no ${name} in dist/`);
  return file;
}

const sourcesOf = (files: Iterable<string>) =>
  [...files].flatMap((file) => [...text(file).matchAll(/^\/\/ (src\/\S+)$/gm)].map(([, source]) => source!));

/** The file that holds what was built from a source. */
function builtFrom(source: string): string {
  const file = readdirSync(dist).find((it) => it.endsWith(".js") && sourcesOf([it]).includes(source));
  if (file === undefined) throw new Error(`${source} is not in dist/`);
  return file;
}

describe("what is loaded", () => {
  const programs = ["claude", "codex", "gemini", "opencode", "pi"].map((name) => `programs/${name}`);
  const adapters = [...programs, "acp"].map((room) => `src/adapters/agents/${room}/agent.ts`);

  it("by a command that runs agents is none of their adapters, each of which is loaded when it is used", () => {
    const sources = sourcesOf(loadedWith(entry("working")));
    const agents = "src/adapters/agents/agents.ts";
    expect(sources).toContain(agents);
    for (const adapter of adapters) {
      expect(sources).not.toContain(adapter);
      expect(text(builtFrom(agents))).toContain(`import("./${builtFrom(adapter)}")`);
    }
  });

  it("by a command that reads is little, in few files: each costs", () => {
    const files = loadedWith(entry("reading"));
    const sources = sourcesOf(files);
    for (const part of [
      "adapters/agents/agents.ts",
      "adapters/process/start/supervise.ts",
      "engine/run/scheduler.ts",
      "app/wire.ts",
    ]) {
      expect(sources).not.toContain(`src/${part}`);
    }
    expect(sources.filter((source) => source.startsWith("src/adapters/prompts/"))).toEqual([]);
    expect(sources.filter((source) => source.startsWith("src/adapters/config/workflow/file"))).toEqual([]);
    expect(files.size).toBeLessThan(20);
  });
});
