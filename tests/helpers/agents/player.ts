import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { replayAgent } from "../../../src/adapters/agents/replay/agent.ts";
import type { Agent } from "../../../src/engine/ports/agent.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** Builds the replay player into a folder; returns its file. */
export function buildPlayer(dir: string): string {
  const file = join(dir, "replay-player.mjs");
  const source = join(root, "src/adapters/agents/replay/player.ts");
  const options = ["--bundle", "--platform=node", "--format=esm", "--log-level=warning", `--outfile=${file}`];
  execFileSync(join(root, "node_modules/.bin/esbuild"), [source, ...options]);
  return file;
}

/** A replay agent with these attempts on its cassette. */
export function taped(dir: string, player: string, attempts: Record<string, unknown>): Agent {
  writeFileSync(join(dir, "tape.json"), JSON.stringify({ version: 1, attempts }));
  return replayAgent("taped", { type: "replay", cassette: "tape.json" }, dir, player);
}
