import type { Version } from "../../adapters/agents/version.ts";
import { openSettings, type World } from "../open.ts";
import { type KnownAgent, knownAgents, programOf, versionsOf } from "./known.ts";
import { type Use, usesOf } from "./uses.ts";

/** Which agents there are, who does what, and what each can do. */
export interface AgentsReport {
  readonly agents: readonly KnownAgent[];
  /** Of those that are programs, by name. */
  readonly versions: ReadonlyMap<string, Version>;
  readonly uses: readonly Use[];
}

/**
 * Looks for agents; starts nothing but the programs' `--version`. Works without a board. `waits` hears which programs
 * have not answered yet, each time one has. Throws UserError (exit 2) for wrong settings.
 */
export async function reportAgents(
  world: Pick<World, "cwd" | "env">,
  waits: (names: readonly string[]) => void,
): Promise<AgentsReport> {
  const { env } = world;
  const settings = await openSettings(world);
  const { root, config } = settings;
  const agents = knownAgents(config.agents, root, env);
  const asked = agents.filter(({ config: own, file }) => programOf(own) && file);
  const waiting = new Set(asked.map(({ name }) => name));
  if (waiting.size > 0) waits([...waiting]);
  const versions = await versionsOf(agents, root, env, (name) => {
    waiting.delete(name);
    waits([...waiting]);
  });
  return { agents, versions, uses: usesOf(env, settings) };
}
