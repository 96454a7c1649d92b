import { join } from "node:path";
import { mkdirDurable } from "../../adapters/files/durable.ts";
import { postMessage } from "../../adapters/files/inbox.ts";
import { locateStory } from "../../adapters/files/story-files.ts";
import { findStory } from "../../domain/board.ts";
import { UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import { nearest } from "../../domain/nearest.ts";
import { remedy } from "../../domain/remedy.ts";
import { safeLine } from "../../domain/text.ts";
import type { NodeState } from "../../domain/workflow-run/nodes.ts";
import { waitingNodes } from "../../domain/workflow-run/waiting.ts";
import type { FoundRun, OpenRun } from "../../engine/run-store-port.ts";
import { LeaseHeldError } from "../../engine/store-port.ts";
import type { CommandContext } from "../context.ts";
import { printJson } from "../json.ts";
import type { Project } from "../project.ts";
import { findRun } from "../run/find.ts";

/** What a person decides about a gate of a workflow file's run. */
export type GateDecision =
  | { readonly type: "approved" }
  | { readonly type: "rejected"; readonly reason: string };

/**
 * The run that a name means: its id, or the beginning of it, `run-` included; undefined where it is a story's. Throws
 * UserError (exit 2) where it could only be a run's, and fits none, or more than one.
 */
export function runNamed({ runs, root, stories }: Project, name: string): FoundRun | undefined {
  if (!/^run-/i.test(name)) return undefined;
  const exact = runs.find(name);
  if (exact) return exact;
  const isStory = locateStory(root, name) !== undefined;
  return isStory || fitsStory(stories, name) ? undefined : findRun(runs, name);
}

function fitsStory(stories: Project["stories"], name: string): boolean {
  try {
    findStory(stories.load(), name);
    return true;
  } catch {
    return false;
  }
}

/**
 * Tells a run what was decided about one of its gates: through its inbox, so that whoever holds the run takes it; and
 * recorded at once where nobody does. Throws UserError (exit 2) where no such gate waits.
 */
export async function decideGate(
  ctx: CommandContext,
  project: Project,
  found: FoundRun,
  asked: string | undefined,
  decision: GateDecision,
): Promise<ExitCode> {
  const { path } = waitingGate(found, asked);
  const dir = join(project.layout.runs, found.runId);
  mkdirDurable(dir);
  const inbox = postMessage(dir, { ...decision, gate: path, at: ctx.now().toISOString() });
  const applied = await apply(project, found, path, inbox, decision);
  const { runId } = found;
  if (ctx.json) printJson(ctx, { run: runId, path, applied, message: decision });
  else {
    const what = decision.type === "approved" ? "approved" : `rejected: ${decision.reason}`;
    const then = applied
      ? `Next: agentic-sdlc run --continue ${runId}`
      : "The run that is under way takes it.";
    ctx.stdout.write(`✓ ${safeLine(`${path}: ${what}`)}\n${then}\n`);
  }
  return ExitCode.ok;
}

/** The gate that waits: the one that is named, or the only one. */
function waitingGate({ runId, state }: FoundRun, asked: string | undefined): NodeState {
  const waiting = state.nodes ? waitingNodes(state.nodes) : [];
  const gates = waiting.filter(({ kind }) => kind === "gate");
  const found = asked === undefined ? gates : gates.filter(({ path }) => path === asked);
  if (found[0] && found.length === 1) return found[0];
  const story = waiting.find(({ path, story }) => story && (asked === undefined || path === asked));
  if (story) throw storyWaits(runId, story);
  const names = gates.map(({ path }) => path);
  const near = asked === undefined ? undefined : nearest(asked, names, 1)[0];
  const why = names.length === 0 ? "None of its gates waits." : `These wait: ${names.join(", ")}`;
  const what =
    asked === undefined && names.length > 1
      ? "has more than one gate that waits"
      : `does not wait at ${asked ?? "a gate"}`;
  throw new UserError(ExitCode.usage, `Run ${runId} ${what}`, {
    why,
    fix: near === undefined ? `See it: agentic-sdlc runs show ${runId}` : `Did you mean ${near}?`,
  });
}

function storyWaits(runId: string, { path, reason = "", story }: NodeState): UserError {
  const then = (story && remedy(story)) ?? `agentic-sdlc show ${story?.slug}`;
  return new UserError(ExitCode.usage, `Run ${runId} waits for a story, not at a gate of its own`, {
    why: `${path}: ${reason}`,
    fix: then,
  });
}

/** False where somebody holds the run: they take it. */
async function apply(
  { runs }: Project,
  found: FoundRun,
  path: string,
  inbox: string,
  decision: GateDecision,
): Promise<boolean> {
  let run: OpenRun;
  try {
    run = await runs.open(found);
  } catch (error) {
    if (error instanceof LeaseHeldError) return false;
    throw error;
  }
  try {
    // Whoever held it until now may have decided otherwise meanwhile.
    const waits = run.state.nodes?.get(path)?.status === "parked";
    if (waits) await run.record({ ...decision, path, inbox });
    run.checkpoint("now");
    run.forgetMessage(inbox);
    if (waits) return true;
    throw new UserError(ExitCode.usage, `Run ${found.runId} does not wait at ${path} any more`, {
      fix: `See it: agentic-sdlc runs show ${found.runId}`,
    });
  } finally {
    run.release();
  }
}
