import { openSettings, type World } from "../open.ts";
import { type Candidate, candidates } from "./candidates.ts";
import { fixForTest } from "./fix.ts";
import { knownAgents, versionsOf } from "./known.ts";
import { type Tried, tryAgent } from "./try.ts";

/** An agent that was asked for one word, and what came of it. */
export interface Tested extends Tried {
  readonly candidate: Candidate;
  readonly version?: string;
  /** What to do about its error; "" where there is none. */
  readonly fix: string;
}

/** Who hears how a test goes on. */
export interface TestListener {
  /** The agents that have not answered yet: at first, and each time one has. */
  waits(asked: readonly Candidate[]): void;
  tested(result: Tested): void;
}

/**
 * Makes one small real call to each agent that some action uses, or to the one that is named, all at a time. Resolves to
 * the results, when `signal` aborts, too. Throws UserError (exit 2) for an agent that there is not.
 */
export async function testAgents(
  world: World,
  name: string | undefined,
  listener: TestListener,
  signal: AbortSignal,
): Promise<Tested[]> {
  const { env } = world;
  const settings = await openSettings(world);
  const { root, config } = settings;
  const asked = candidates(env, settings, name);
  const names = new Set(asked.map((candidate) => candidate.name));
  const known = knownAgents(config.agents, root, env).filter((it) => names.has(it.name));
  const versions = versionsOf(known, root, env);
  const waiting = new Set(asked);
  listener.waits(asked);
  return Promise.all(
    asked.map(async (candidate): Promise<Tested> => {
      const tried = await tryAgent(world, settings, candidate, signal);
      const version = (await versions).get(candidate.name);
      const fix = tried.error ? fixForTest(tried.error, candidate) : "";
      waiting.delete(candidate);
      const result = { candidate, fix, ...tried, ...(version && "version" in version ? version : {}) };
      listener.tested(result);
      listener.waits([...waiting]);
      return result;
    }),
  );
}
