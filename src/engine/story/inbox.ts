import type { Decision } from "../../domain/decide/story/decision.ts";
import type { StoryWorkflow } from "../../domain/definition/story/definition.ts";
import type { Attempt, StoryExecution } from "../../domain/journal/execution.ts";
import type { PersonMessage, StoryRecord } from "../../domain/journal/story-record.ts";
import { approvedKeys, clearedKeys, reopenedAttempts, reopenedStatus } from "../../domain/story/effects.ts";
import type { Story, StoryPatch } from "../../domain/story/story.ts";
import type { StoryContext } from "./context.ts";
import { writeKeys } from "./file.ts";
import { ref } from "./log.ts";

/**
 * Takes what people asked of a story while it was leased, or before: records each message, applies it, deletes it.
 * A message is recorded once, however often this is interrupted.
 */
export async function drainInbox(ctx: StoryContext, decide: () => Decision): Promise<void> {
  for (const { name, message } of ctx.session.messages()) {
    const asked = resolveGate(message, decide);
    if (!ctx.session.execution.inbox.has(name)) {
      const path = `story[${ctx.story.slug}]`;
      // The person's record comes last: where it is, what it takes back is recorded too.
      const back = takenBack(ctx.workflow, asked, ctx.session.execution.attempts);
      await ctx.session.record(...back, { ...asked, path, inbox: name });
    }
    await writeKeys(ctx, effectOf(ctx.workflow, asked, ctx.story, ctx.session.execution));
    ctx.session.forgetMessage(name);
  }
}

/** `approve` and `reject` without a gate mean the one that is open. */
export function resolveGate(message: PersonMessage, decide: () => Decision): PersonMessage {
  if ((message.type !== "approved" && message.type !== "rejected") || message.gate !== undefined)
    return message;
  const { next } = decide();
  return next.kind === "held" && next.hold === "gate" ? { ...message, gate: next.step } : message;
}

function reopens(message: PersonMessage): string | undefined {
  return message.type === "redo" ? message.action : message.type === "rejected" ? message.gate : undefined;
}

/** The attempts that a message takes back, as records. */
export function takenBack(
  workflow: StoryWorkflow,
  message: PersonMessage,
  attempts: readonly Attempt[],
): StoryRecord[] {
  const from = reopens(message);
  if (from === undefined) return [];
  const reason = message.type === "redo" ? "to be done again" : "rejected at its gate";
  return reopenedAttempts(workflow, from, attempts).map(
    (a): StoryRecord => ({ ...ref(a), type: "withdrawn", by: "person", reason }),
  );
}

/** What a message makes of the story's own keys, once it is recorded in `execution`. */
export function effectOf(
  workflow: StoryWorkflow,
  message: PersonMessage,
  story: Story,
  execution: StoryExecution,
): NonNullable<StoryPatch["set"]> {
  switch (message.type) {
    case "moved":
      return { status: message.status };
    case "blocked-by-hand":
      return { blocked_reason: message.reason };
    case "unblocked":
      return { blocked_reason: null, last_error: null };
    case "redo":
    case "rejected": {
      const from = reopens(message);
      if (from === undefined) return {};
      const status = reopenedStatus(workflow, from, story);
      return { ...clearedKeys(workflow, from, story), status, blocked_reason: null, last_error: null };
    }
    case "approved":
      return approvedKeys(workflow, story, execution, message.gate);
    default:
      return {};
  }
}
