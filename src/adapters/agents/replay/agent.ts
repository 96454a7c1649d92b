import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { AgentConfig } from "../../../domain/config/config.ts";
import type { Agent } from "../../../engine/ports/agent.ts";
import { commandAgent } from "../command/agent.ts";

/**
 * An agent that plays a cassette (relative to `root`): a command agent whose program is the player, so that a kill,
 * Ctrl+C and silence do to it what they do to a real one.
 */
export function replayAgent(
  name: string,
  config: Extract<AgentConfig, { type: "replay" }>,
  root: string,
  player: string = playerFile(),
): Agent {
  const cassette = resolve(root, config.cassette);
  // Alone, the missing file is what the attempt's error names.
  const command = existsSync(player) ? [process.execPath, player, cassette] : [player];
  return commandAgent(name, { type: "command", command }, root);
}

/** The built player: beside the bundle's chunks, or, when run from the sources, in dist/. */
function playerFile(): string {
  const places = ["./replay-player.js", "../../../dist/replay-player.js"].map((place) =>
    fileURLToPath(new URL(place, import.meta.url)),
  );
  return places.find((place) => existsSync(place)) ?? places[0]!;
}
