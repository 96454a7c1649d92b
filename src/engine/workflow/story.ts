import type { AssessedBoard } from "../../domain/assess.ts";
import { findStory } from "../../domain/board.ts";
import { NotSavedError } from "../../domain/errors.ts";
import type { BrokenStory, Story } from "../../domain/story.ts";
import { Loop, type LoopResult } from "../loop.ts";
import { RunLostError } from "../run-store-port.ts";
import type { Handler } from "./handlers.ts";
import type { NodeContext } from "./node.ts";
import type { Try } from "./outcome.ts";

/** How often a story that another run works on is looked at again. */
const lookMs = 1000;

/** One story, until its status is done, whoever did it. Worked on elsewhere, it waits. */
export const runStory: Handler<"story"> = (node, { story: name }) =>
  node.walk.parking.work(async () => {
    const { walk, signal } = node;
    const { clock } = walk.deps;
    for (let told = false; ; ) {
      const story = find(node, name);
      if ("error" in story) return story;
      if (story.status === "done") return doneWith(node, story);
      if (walk.over || signal.aborted) return { not: "stopped" };
      const leased = await workOn(node, story);
      if (leased !== "leased") return leased;
      if (!told)
        walk.tell({ type: "node-started", path: node.path, kind: "story", attempt: 1, agent: "another run" });
      told = true;
      await clock.sleep(new Date(clock.now().getTime() + lookMs), signal);
    }
  });

/** Does all that can be done for the story now. */
async function workOn(node: NodeContext, { id, slug }: Story): Promise<Try | "leased"> {
  const { walk, path, signal } = node;
  await walk.slots.take();
  const abort = new AbortController();
  const pass = () => abort.abort(signal.reason);
  signal.addEventListener("abort", pass);
  if (signal.aborted) pass();
  try {
    const { budgetUsd } = walk.request;
    const request = {
      ...walk.request,
      ...{ selection: { storyId: id }, auto: true, concurrency: 1, alsoRecover: [] },
      ...(budgetUsd === undefined ? {} : { budgetUsd: Math.max(0, budgetUsd - walk.costUsd) }),
    };
    const result = await new Loop(walk.deps, walk.run, request, abort).run();
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

function concluded(node: NodeContext, { stop, last, tally }: LoopResult, name: string): Try | "leased" {
  const { walk } = node;
  const story = find(node, name);
  if ("error" in story) return story;
  if (story.status === "done") return doneWith(node, story);
  if (stop) {
    if (stop.kind !== "signal") walk.stop ??= stop;
    return { not: "stopped" };
  }
  if (walk.over || node.signal.aborted) return { not: "stopped" };
  const held = heldFor(last, story);
  if (held?.kind === "leased") return "leased";
  const failure = tally.failed[0]?.message;
  if (failure !== undefined || !held) {
    return { error: { kind: "crash", message: failure ?? `${story.slug} could not go on` } };
  }
  void walk.record({
    type: "parked",
    path: node.path,
    kind: "story",
    message: `${held.slug}: ${held.reason}`,
  });
  const { runId } = walk.state;
  walk.tell({ type: "node-parked", path: node.path, runId, message: `${held.slug}: ${held.reason}` });
  return { not: "parked" };
}

function heldFor({ held }: AssessedBoard, { id }: Story) {
  return held.find((one) => one.storyId === id);
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
    return problem((error as Error).message);
  }
  return "body" in found ? found : problem(`story ${found.slug} is broken: ${found.problem.message}`);
}

function doneWith({ walk }: NodeContext, { slug, id, title, status, branch }: Story): Try {
  const output = { slug, id, title, status, ...(branch === undefined ? {} : { branch }) };
  return { result: { output: walk.run.keepText(JSON.stringify(output)) } };
}
