import { randomBytes } from "node:crypto";
import { systemClock } from "../adapters/clock.ts";
import { loadSettings, type Settings } from "../adapters/config/settings.ts";
import { sha256 } from "../adapters/files/durable/sha256.ts";
import { createExecutionStore } from "../adapters/files/journal/executions.ts";
import { type Layout, layoutOf } from "../adapters/files/layout.ts";
import { createRunStore } from "../adapters/files/runs/store.ts";
import { BoardReader } from "../adapters/files/story/board.ts";
import { locateStory } from "../adapters/files/story/read.ts";
import { createStoryStore } from "../adapters/files/story/store.ts";
import type { Config } from "../domain/config/config.ts";
import { type WorkflowSet, workflowFor } from "../domain/definition/story/set.ts";
import { UserError } from "../domain/errors.ts";
import { ExitCode } from "../domain/exit-code.ts";
import type { BrokenStory, Story } from "../domain/story/story.ts";
import type { RunStore } from "../engine/ports/run-store.ts";
import type { Reading } from "../engine/story/assess-now.ts";
import { createInboxes, type Inboxes } from "./inboxes.ts";
import { boardRoot, findBoardRoot } from "./root.ts";

/** Variables of an environment, as `process.env` has them. */
export type Env = Readonly<Record<string, string | undefined>>;

/** Who opens a project, and where: all that is known of the world outside its files. */
export interface World {
  /** Absolute path of the folder in which a project is looked for, and from which relative paths are read. */
  readonly cwd: string;
  readonly env: Env;
  readonly now: () => Date;
}

/** A project, opened: its settings, its board and its journals. Opening writes nothing. */
export interface Project extends Reading {
  readonly cwd: string;
  readonly env: Env;
  /** Absolute path. */
  readonly root: string;
  readonly layout: Layout;
  readonly config: Config;
  readonly workflows: WorkflowSet;
  /** Hash of all story workflows. */
  readonly workflowsHash: string;
  readonly runs: RunStore;
  readonly inboxes: Inboxes;
  /** The story whose file has exactly this name, found without reading the board. */
  readonly locate: (slug: string) => Story | BrokenStory | undefined;
}

/** How to open a project. */
export interface OpenOptions {
  /** Take leases over whose holder cannot be judged. */
  readonly takeOver?: boolean;
  /** Told of damage in journals. */
  readonly warn?: (text: string) => void;
}

/**
 * Opens the project that `cwd` lies in.
 * @throws UserError exit 2: no board here, or wrong settings (all problems at once).
 */
export async function openProject(world: World, options: OpenOptions = {}): Promise<Project> {
  const { cwd, env, now } = world;
  const root = boardRoot(cwd);
  const { config, workflows } = await loadSettings(root);
  const layout = layoutOf(root);
  const { takeOver = false, warn = () => {} } = options;
  return {
    cwd,
    env,
    root,
    layout,
    config,
    workflows,
    workflowsHash: sha256(workflows.names.map((n) => workflows.get(n).hash).join("\n")),
    workflowOf: (story) => workflowOf(story, config, workflows),
    stories: createStoryStore(new BoardReader(root), root, now),
    executions: createExecutionStore(layout, { now, takeOver, warn }),
    runs: createRunStore(layout, { now, takeOver, warn, random: () => randomBytes(8).toString("hex") }),
    inboxes: createInboxes(layout, now),
    locate: (slug) => locateStory(root, slug),
    clock: systemClock(now),
  };
}

/** A project's settings, for what needs no board. */
export interface OpenSettings extends Pick<Settings, "config" | "workflows"> {
  readonly root: string;
}

/** The project's settings; without a board, those of a project that says nothing. Throws UserError (exit 2). */
export async function openSettings({ cwd }: Pick<World, "cwd">): Promise<OpenSettings> {
  const root = findBoardRoot(cwd) ?? cwd;
  return { root, ...(await loadSettings(root)) };
}

function workflowOf(story: Story, config: Config, set: WorkflowSet) {
  const found = workflowFor(story, config, set);
  if ("workflow" in found) return found.workflow;
  throw new UserError(ExitCode.usage, found.problem.message, { fix: found.problem.fix });
}
