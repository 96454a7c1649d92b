import { nodeRemedy } from "../../domain/decide/node/waiting.ts";
import type { AssessedBoard } from "../../domain/decide/story/assess.ts";
import type { HeldStory } from "../../domain/decide/story/queue.ts";
import { NotSavedError, UserError } from "../../domain/errors.ts";
import type { Done } from "../../domain/journal/node-record.ts";
import { findStory } from "../../domain/story/board.ts";
import type { BrokenStory, Story } from "../../domain/story/story.ts";
import { RunLostError } from "../ports/run-store.ts";
import { Loop, type LoopResult } from "../run/loop.ts";
import type { RunRequest } from "../run/request.ts";
import { assessNow } from "../story/assess-now.ts";
import type { Handler } from "./handlers.ts";
import type { NodeContext } from "./node-context.ts";
import type { Try } from "./outcome.ts";
import type { MayGoOn } from "./parking.ts";
import type { Walk } from "./walk.ts";

/** How often a story that another run works on, or that waits for a person, is looked at again. */
const lookMs = 1000;

/**
 * One story, until its status is done, whoever did it. Worked on elsewhere, it waits; held up by its gate, question,
 * bound or dependency it is parked, and goes on as soon as that has changed.
 */
export const runStory: Handler<"story"> = async (node, { story: name }, known) => {
  const { walk, path } = node;
  const attempt = (known?.attempt ?? 0) + 1;
  for (;;) {
    await walk.record({ type: "intent", path, kind: "story", attempt });
    const result = await walk.work(node.hold, () => untilHeld(node, name));
    if (!("held" in result)) return "not" in result ? stopped(node, attempt) : result;
    const { held } = result;
    const message = `${held.slug}: ${held.reason}`;
    const { slug, kind } = held;
    await walk.record({ type: "parked", path, kind: "story", message, story: { slug, kind } });
    const { runId } = walk.state;
    const command = nodeRemedy(runId, { path, kind: "story", story: { slug, kind } });
    walk.tell({ type: "node-parked", path, kind: "story", runId, message, command });
    walk.checkpointSoon();
    const decision = await walk.waitAt(path, node.hold, changed(node, held));
    if (decision === "parked") return walk.over ? { not: "stopped" } : { not: "parked" };
  }
};

/** Its own attempts are recorded with the story. */
async function stopped({ walk, path }: NodeContext, attempt: number): Promise<Try> {
  const { stop } = walk;
  const reason = stop && "reason" in stop ? stop.reason : "the run was stopped";
  await walk.record({ type: "interrupted", path, attempt, reason });
  return { not: "stopped" };
}

type Held = { readonly held: HeldStory };

async function untilHeld(node: NodeContext, name: string): Promise<Try | Held> {
  const { walk, path, signal } = node;
  const { clock } = walk.deps;
  for (let told = false; ; told = true) {
    const story = find(node, name);
    if ("error" in story) return story;
    if (story.status === "done") return doneWith(node, story);
    if (walk.over || signal.aborted) return { not: "stopped" };
    const result = await workOn(node, story);
    if (!("held" in result) || result.held.kind !== "leased") return result;
    if (!told) walk.tell({ type: "node-started", path, kind: "story", attempt: 1, agent: "another run" });
    if (walk.limit() !== undefined) return { not: "stopped" };
    await clock.sleep(new Date(clock.now().getTime() + lookMs), signal);
  }
}

/** Does all that can be done for the story now. */
async function workOn(node: NodeContext, { id, slug }: Story): Promise<Try | Held> {
  const { walk, path, signal } = node;
  await walk.slots.take();
  const abort = new AbortController();
  const pass = () => abort.abort(signal.reason);
  signal.addEventListener("abort", pass);
  if (signal.aborted) pass();
  try {
    const loop: Loop = new Loop(
      walk.deps,
      walk.run,
      requestFor(walk, id, () => loop.actions),
      abort,
    );
    const result = await walk.counting(loop);
    walk.completed.push(...result.tally.completed);
    walk.interrupted.push(...result.tally.interrupted);
    if (result.tally.costUnknown) walk.costUnknown = true;
    return concluded(node, result, slug);
  } catch (error) {
    if (error instanceof NotSavedError || error instanceof RunLostError) walk.fail(error);
    return { error: { kind: "crash", message: `${path}: ${(error as Error).message}` } };
  } finally {
    signal.removeEventListener("abort", pass);
    walk.slots.give();
  }
}

/** What the invocation's bounds leave for a story, whatever others use meanwhile. `own`: its actions so far. */
function requestFor(walk: Walk, storyId: string, own: () => number): RunRequest {
  const { request, costUsd } = walk;
  const { maxActions, budgetUsd, spentTodayUsd } = request;
  return {
    ...request,
    ...{ selection: { storyId }, auto: true, concurrency: 1, alsoRecover: [] },
    get maxActions() {
      return maxActions === undefined ? undefined : maxActions - (walk.actions - own());
    },
    budgetUsd: budgetUsd === undefined ? undefined : Math.max(0, budgetUsd - costUsd),
    spentTodayUsd: spentTodayUsd + costUsd,
  };
}

function concluded(node: NodeContext, { stop, last, tally }: LoopResult, name: string): Try | Held {
  const { walk } = node;
  const story = find(node, name);
  if ("error" in story) return story;
  if (story.status === "done") return doneWith(node, story);
  if (stop) {
    // The invocation's own bounds are told in its own numbers.
    if (stop.kind !== "signal" && !walk.limit()) walk.stop = stop;
    return { not: "stopped" };
  }
  if (walk.over || node.signal.aborted) return { not: "stopped" };
  const held = heldFor(last, story.id);
  if (held?.kind === "leased") return { held };
  const failure = tally.failed[0]?.message;
  if (failure !== undefined || !held) {
    return { error: { kind: "crash", message: failure ?? `${story.slug} could not go on` } };
  }
  return { held };
}

/** Whether what held a story up is another by now, or nothing. Between times it is looked at seldom: it is a board. */
function changed({ walk }: NodeContext, held: HeldStory): MayGoOn {
  const { clock } = walk.deps;
  let next = clock.now().getTime() + lookMs;
  return (last) => {
    if (!last && clock.now().getTime() < next) return false;
    next = clock.now().getTime() + lookMs;
    try {
      const now = heldFor(assessNow(walk.deps, { storyId: held.storyId! }), held.storyId);
      return now?.kind !== held.kind || now.reason !== held.reason;
    } catch {
      // What is wrong is found when it goes on.
      return true;
    }
  };
}

function heldFor({ held }: AssessedBoard, id: string | undefined): HeldStory | undefined {
  return held.find((one) => one.storyId === id);
}

/** Whether a story that was done still is; one that is gone, or broken, was. */
export function isStillDone(node: NodeContext, { result }: Done): boolean {
  const { id } = JSON.parse(node.walk.run.readText(result.output ?? { text: "{}" })) as { id?: string };
  const story = find(node, id ?? "");
  return "error" in story || story.status === "done";
}

function find(
  { walk }: NodeContext,
  name: string,
): Story | { readonly error: { kind: "unknown"; message: string } } {
  const problem = (message: string) => ({ error: { kind: "unknown" as const, message } });
  let found: Story | BrokenStory;
  try {
    found = findStory(walk.deps.stories.load(), name);
  } catch (error) {
    const fix = error instanceof UserError && error.fix ? `. ${error.fix}` : "";
    return problem(`${(error as Error).message}${fix}`);
  }
  return "body" in found ? found : problem(`story ${found.slug} is broken: ${found.problem.message}`);
}

function doneWith({ walk }: NodeContext, { slug, id, title, status, branch }: Story): Try {
  const output = { slug, id, title, status, ...(branch === undefined ? {} : { branch }) };
  return { result: { output: walk.run.keepText(JSON.stringify(output)) } };
}
