import type { Decision } from "../domain/decide.ts";
import { clearedKeys, reopenedAttempts, reopenedStatus } from "../domain/effects.ts";
import type { PersonMessage, StoryRecord } from "../domain/record.ts";
import type { StoryPatch } from "../domain/story.ts";
import { ref } from "./housekeep.ts";
import { type StoryContext, writeKeys } from "./story-context.ts";

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
      await ctx.session.record(...takenBack(ctx, asked), { ...asked, path, inbox: name });
    }
    await writeKeys(ctx, effectOf(ctx, asked));
    ctx.session.forgetMessage(name);
  }
}

/** `approve` and `reject` without a gate mean the one that is open. */
function resolveGate(message: PersonMessage, decide: () => Decision): PersonMessage {
  if ((message.type !== "approved" && message.type !== "rejected") || message.gate !== undefined)
    return message;
  const { next } = decide();
  return next.kind === "held" && next.hold === "gate" ? { ...message, gate: next.step } : message;
}

function reopens(message: PersonMessage): string | undefined {
  return message.type === "redo" ? message.action : message.type === "rejected" ? message.gate : undefined;
}

function takenBack(ctx: StoryContext, message: PersonMessage): StoryRecord[] {
  const from = reopens(message);
  if (from === undefined) return [];
  const reason = message.type === "redo" ? "to be done again" : "rejected at its gate";
  return reopenedAttempts(ctx.workflow, from, ctx.session.execution.attempts).map(
    (a): StoryRecord => ({ ...ref(a), type: "withdrawn", by: "person", reason }),
  );
}

function effectOf(ctx: StoryContext, message: PersonMessage): NonNullable<StoryPatch["set"]> {
  const { story, workflow } = ctx;
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
    default:
      return {};
  }
}
