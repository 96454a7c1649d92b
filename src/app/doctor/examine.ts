import { readSettings } from "../../adapters/config/settings.ts";
import type { World } from "../open.ts";
import { boardRoot } from "../root.ts";
import { saving } from "../saving.ts";
import { type Check, guarded } from "./check.ts";
import { checkGit, checkNode } from "./environment.ts";
import { checkMessages } from "./messages.ts";
import { checkAgents, checkConfig, checkGitignore, checkStories } from "./project.ts";
import { checkPrompts } from "./prompts.ts";
import { checkCheckpoints, checkJournals, checkLeases, checkLeftovers } from "./state.ts";

/** What the doctor found, and what it has repaired. */
export interface Examination {
  readonly root: string;
  readonly checks: readonly Check[];
  readonly repaired: readonly string[];
}

/**
 * Looks at everything a run depends on, and says what to do about what is not well. With `fix`, first makes the
 * repairs that cannot lose anything. Throws UserError: 2 without a board, 7 where a repair could not be saved.
 */
export async function examine(world: World, fix: boolean): Promise<Examination> {
  const root = boardRoot(world.cwd);
  const first = await look(root, world);
  const repaired = fix
    ? saving("agentic-sdlc doctor --fix", () => first.flatMap((check) => check.repair?.() ?? []))
    : [];
  return { root, repaired, checks: repaired.length > 0 ? await look(root, world) : first };
}

async function look(root: string, world: World): Promise<Check[]> {
  const now = world.now();
  const settings = await readSettings(root);
  const { maxAge } = settings.config.checkpoint;
  return [
    ...checkNode(process.versions.node),
    ...guarded("git", () => checkGit(root, world.env)),
    ...guarded("config", () => checkConfig(settings)),
    ...guarded("agents", () => checkAgents(root, world.env, settings)),
    ...guarded("prompts", () => checkPrompts(root, settings)),
    ...guarded("gitignore", () => checkGitignore(root, now)),
    ...guarded("stories", () => checkStories(root, settings)),
    ...guarded("leases", () => checkLeases(root)),
    ...guarded("checkpoints", () => checkCheckpoints(root, now, maxAge)),
    ...guarded("journals", () => checkJournals(root)),
    ...guarded("messages", () => checkMessages(root)),
    ...guarded("leftovers", () => checkLeftovers(root, now)),
  ];
}
