import { decide } from "../../domain/decide/story/decide.ts";
import type { Decision } from "../../domain/decide/story/decision.ts";
import type { StoryWorkflow } from "../../domain/definition/story/definition.ts";
import { applyAll } from "../../domain/journal/apply.ts";
import type { StoryExecution } from "../../domain/journal/execution.ts";
import type { Recorded } from "../../domain/journal/record.ts";
import type { StoryRecord } from "../../domain/journal/story-record.ts";
import type { Status, Story, StoryPatch } from "../../domain/story/story.ts";
import type { PendingMessage } from "../ports/inbox.ts";
import type { Reading } from "./assess-now.ts";
import { effectOf, resolveGate, takenBack } from "./inbox.ts";

interface Foreseen {
  readonly story: Story;
  readonly execution: StoryExecution;
}

/**
 * The board and the journals as a run will find them once it has taken what people asked (a message's name is "" where it
 * was not posted): what `--dry-run` looks at. Writes nothing.
 */
export function foresee(reading: Reading, pendingOf: (story: Story) => readonly PendingMessage[]): Reading {
  const found = new Map<string, StoryExecution>();
  const board = reading.stories.load();
  const stories = board.stories.map((story) => {
    const pending = pendingOf(story);
    if (pending.length === 0) return story;
    const then = taken(reading, story, pending);
    found.set(story.id, then.execution);
    return then.story;
  });
  if (found.size === 0) return reading;
  const { executions } = reading;
  return {
    ...reading,
    stories: { ...reading.stories, load: () => ({ ...board, stories }) },
    executions: {
      ...executions,
      ids: () => new Set([...executions.ids(), ...found.keys()]),
      read: (storyId) => found.get(storyId) ?? executions.read(storyId),
    },
  };
}

/** What `drainInbox` will make of them. */
function taken(reading: Reading, before: Story, pending: readonly PendingMessage[]): Foreseen {
  let story = before;
  let execution = reading.executions.read(story.id);
  const workflow = reading.workflowOf(story);
  for (const { name, message } of pending) {
    const asked = resolveGate(message, () => decideThen(reading, workflow, { story, execution }));
    if (!execution.inbox.has(name)) {
      const back = takenBack(workflow, asked, execution.attempts);
      const person: StoryRecord = { ...asked, path: `story[${story.slug}]`, inbox: name };
      execution = applyAll(recorded(reading, [...back, person]), execution);
    }
    story = withKeys(story, effectOf(workflow, asked, story, execution));
  }
  return { story, execution };
}

function decideThen(reading: Reading, workflow: StoryWorkflow, { story, execution }: Foreseen): Decision {
  const { limits, gates } = reading.config;
  const now = reading.clock.now();
  return decide(workflow, story, execution, { now, limits, gates, unmet: [], inFlight: false });
}

function recorded({ clock }: Reading, records: readonly StoryRecord[]): Recorded<StoryRecord>[] {
  return records.map((record) => ({ ...record, seq: 0, epoch: 0, at: clock.now().toISOString() }));
}

function withKeys(story: Story, keys: NonNullable<StoryPatch["set"]>): Story {
  const { status, blocked_reason: blocked, last_error: _error, ...flags } = keys;
  return {
    ...story,
    ...(status === undefined ? {} : { status: status as Status }),
    ...(blocked === undefined ? {} : { blockedReason: (blocked as string | null) ?? undefined }),
    flags: { ...story.flags, ...(flags as Record<string, boolean>) },
  };
}
