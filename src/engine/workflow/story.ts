import { nodeRemedy } from "../../domain/decide/node/waiting.ts";
import type { AssessedBoard } from "../../domain/decide/story/assess.ts";
import type { HeldStory } from "../../domain/decide/story/queue.ts";
import { UserError } from "../../domain/errors.ts";
import { isWithin } from "../../domain/journal/path.ts";
import { findStory } from "../../domain/story/board.ts";
import type { BrokenStory, Story } from "../../domain/story/story.ts";
import { assessNow } from "../story/assess-now.ts";
import { Stories } from "../story/stories.ts";
import type { MayGoOn } from "./people/parking.ts";
import { ownError } from "./trouble.ts";
import type { NodeContext } from "./walk/context.ts";
import type { Handler } from "./walk/handler.ts";
import type { Try } from "./walk/outcome.ts";

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
    await walk.journal.record({ type: "intent", path, kind: "story", attempt });
    const result = await walk.people.work(node.hold, () => untilHeld(node, name));
    if (!("held" in result)) return "not" in result ? stopped(node, attempt) : result;
    const { held } = result;
    const message = `${held.slug}: ${held.reason}`;
    const { slug, kind } = held;
    await walk.journal.record({ type: "parked", path, kind: "story", message, story: { slug, kind } });
    const { runId } = walk.run.state;
    const command = nodeRemedy(runId, { path, kind: "story", story: { slug, kind } });
    walk.journal.tell({ type: "node-parked", path, kind: "story", runId, message, command });
    walk.journal.checkpointSoon();
    const decision = await walk.people.wait(path, node.hold, changed(node, held));
    if (decision === "parked") return walk.invocation.over ? { not: "stopped" } : { not: "parked" };
  }
};

/** Its own attempts are recorded with the story. */
async function stopped({ walk, path }: NodeContext, attempt: number): Promise<Try> {
  const { stop } = walk.invocation;
  const reason = stop && "reason" in stop ? stop.reason : "the run was stopped";
  await walk.journal.record({ type: "interrupted", path, attempt, reason });
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
    if (walk.invocation.over || signal.aborted) return { not: "stopped" };
    const result = await workOn(node, story);
    if (!("held" in result) || result.held.kind !== "leased") return result;
    if (!told)
      walk.journal.tell({ type: "node-started", path, kind: "story", attempt: 1, agent: "another run" });
    if (walk.invocation.stopsAtLimit()) return { not: "stopped" };
    await clock.sleep(new Date(clock.now().getTime() + lookMs), signal);
  }
}

/** Does all that can be done for the story now. */
async function workOn(node: NodeContext, { id, slug }: Story): Promise<Try | Held> {
  const { walk, signal } = node;
  const { invocation } = walk;
  const stories = new Stories(walk.deps, invocation);
  await walk.slots.take();
  try {
    await stories.recover(stories.assess({ storyId: id }), signal);
    for (;;) {
      const found = find(node, id);
      if ("error" in found) return found;
      if (found.status === "done") return doneWith(node, found);
      if (walk.invocation.over || signal.aborted) return { not: "stopped" };
      const assessed = stories.assess({ storyId: id });
      const entry = stories.isFree(id) ? assessed.queue.find(({ storyId }) => storyId === id) : undefined;
      if (!entry) {
        const held = heldFor(assessed, id);
        const wait = held?.kind === "waiting" ? walk.deps.executions.read(id).wait : undefined;
        if (!wait) return endOf(node, found, held);
        const of = { name: slug, path: `story[${slug}]/${wait.action}` };
        if (!(await invocation.waitFor(of, wait, signal))) return { not: "stopped" };
        continue;
      }
      if (walk.invocation.stopsAtLimit()) return { not: "stopped" };
      const terms = stories.termsFor(found, entry.action);
      if (!terms) return { not: "stopped" };
      await stories.launch(found, assessed.board, terms, signal);
    }
  } catch (error) {
    const own = ownError(error);
    if (own) return { error: own };
    walk.invocation.fail(error);
    return { not: "stopped" };
  } finally {
    walk.slots.give();
  }
}

/** What holds it up, or that it failed. */
function endOf({ walk }: NodeContext, { slug }: Story, held: HeldStory | undefined): Try | Held {
  if (held?.kind === "leased") return { held };
  const own = `story[${slug}]`;
  const failure = walk.invocation.tally.failed.find(({ path }) => isWithin(path, own))?.message;
  // It is told once: by the step.
  walk.invocation.tally.excuse(own);
  if (failure === undefined && held) return { held };
  return { error: { kind: "crash", message: failure ?? `${slug} could not go on` } };
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
