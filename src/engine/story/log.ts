import type { AttemptRecord } from "../../domain/journal/story-record.ts";
import type { AttemptFact, AttemptLog, AttemptNews } from "../attempt/log.ts";
import { fresh, nameOf, type StoryContext } from "./context.ts";
import { recordEnded, recordSpent } from "./ended.ts";
import { putBackGit } from "./put-back.ts";
import { type AttemptRef, ref } from "./ref.ts";
import { settleKeys } from "./settle-keys.ts";

/** An attempt at a story's action, recorded in the story's journal. */
export function storyLog(ctx: StoryContext, of: AttemptRef): AttemptLog {
  const { deps, session, run } = ctx;
  const name = `${of.action}#${of.attempt}`;
  return {
    name,
    dir: session.attemptDir(of.action, of.attempt),
    workspace: deps.workspaceOf(ctx.story),
    keptAs: `${ctx.story.id}/${of.action}-${of.attempt}`,
    get sessionId() {
      return fresh(ctx, of).sessionId;
    },
    async record(...facts: AttemptFact[]) {
      await session.record(...facts.map((fact): AttemptRecord => ({ ...ref(of), ...fact })));
      const ends = facts.find(({ type }) => type === "said" || type === "interrupted");
      if (!ends) return;
      await recordSpent(run, ctx.story.id, fresh(ctx, of));
      if (ends.type === "interrupted") await recordEnded(ctx, fresh(ctx, of), "interrupted");
    },
    tell: (news) => deps.reporter.event({ ...nameOf(ctx, of), ...eventOf(news) }),
    trace(agent) {
      run.noteAgent(of.path, agent);
      run.checkpoint();
    },
    keepText: (text) => session.keepText(text),
    async putBack(runner) {
      await putBackGit(ctx, of);
      await settleKeys(ctx, fresh(ctx, of), runner);
    },
  };
}

function eventOf(news: AttemptNews) {
  switch (news.type) {
    case "heard":
      return { type: "agent", event: news.event } as const;
    case "interrupted":
      return { ...news, type: "attempt-interrupted" } as const;
    case "check-started":
    case "check":
      return news;
  }
}
