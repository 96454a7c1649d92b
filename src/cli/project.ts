import { randomBytes } from "node:crypto";
import { systemClock } from "../adapters/clock.ts";
import { loadSettings } from "../adapters/config/settings.ts";
import { sha256 } from "../adapters/files/durable/sha256.ts";
import { createExecutionStore } from "../adapters/files/journal/executions.ts";
import { type Layout, layoutOf } from "../adapters/files/layout.ts";
import { createRunStore } from "../adapters/files/runs/store.ts";
import { BoardReader } from "../adapters/files/story/board.ts";
import { createStoryStore } from "../adapters/files/story/store.ts";
import type { Config } from "../domain/config/config.ts";
import { type WorkflowSet, workflowFor } from "../domain/definition/story/set.ts";
import { UserError } from "../domain/errors.ts";
import { ExitCode } from "../domain/exit-code.ts";
import type { Story } from "../domain/story/story.ts";
import type { ExecutionStore } from "../engine/ports/execution-store.ts";
import type { RunStore } from "../engine/ports/run-store.ts";
import type { Reading } from "../engine/story/assess-now.ts";
import type { CommandContext } from "./context.ts";
import { boardRoot } from "./root.ts";

/** A project, opened: its settings, its board and its journals. Opening writes nothing. */
export interface Project extends Reading {
  readonly root: string;
  readonly layout: Layout;
  readonly config: Config;
  readonly workflows: WorkflowSet;
  /** Hash of all story workflows. */
  readonly workflowsHash: string;
  readonly executions: ExecutionStore;
  readonly runs: RunStore;
}

/** How to open a project. */
export interface OpenOptions {
  /** Take leases over whose holder cannot be judged. */
  readonly takeOver?: boolean;
  /** Told of damage in journals; standard error by default. */
  readonly warn?: (text: string) => void;
}

/**
 * Opens the project the command was typed in.
 * @throws UserError exit 2: no board here, or wrong settings (all problems at once).
 */
export async function openProject(ctx: CommandContext, options: OpenOptions = {}): Promise<Project> {
  const root = boardRoot(ctx.cwd);
  const { config, workflows } = await loadSettings(root);
  const layout = layoutOf(root);
  const takeOver = options.takeOver === true;
  const warn = options.warn ?? ((text: string) => ctx.stderr.write(`Warning: ${text}\n`));
  const { now } = ctx;
  return {
    root,
    layout,
    config,
    workflows,
    workflowsHash: sha256(workflows.names.map((n) => workflows.get(n).hash).join("\n")),
    workflowOf: (story) => workflowOf(story, config, workflows),
    stories: createStoryStore(new BoardReader(root), root, now),
    executions: createExecutionStore(layout, { now, takeOver, warn }),
    runs: createRunStore(layout, { now, takeOver, warn, random: () => randomBytes(8).toString("hex") }),
    clock: systemClock(now),
  };
}

function workflowOf(story: Story, config: Config, set: WorkflowSet) {
  const found = workflowFor(story, config, set);
  if ("workflow" in found) return found.workflow;
  throw new UserError(ExitCode.usage, found.problem.message, { fix: found.problem.fix });
}
