import type { Attempt } from "../../domain/journal/execution.ts";
import type { AttemptRecord } from "../../domain/journal/story-record.ts";
import type { AttemptFact, AttemptLog, AttemptNews } from "../attempt/log.ts";
import { fresh, nameOf, type StoryContext } from "./context.ts";
import { recordEnded } from "./ended.ts";
import { putBackGit, putBackKeys } from "./put-back.ts";

/** What every record about an attempt carries. */
export type AttemptRef = Pick<Attempt, "path" | "action" | "attempt">;

/** What every record about an attempt carries, of an attempt. */
export function ref({ path, action, attempt }: AttemptRef): AttemptRef {
  return { path, action, attempt };
}

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
      if (facts.some(({ type }) => type === "interrupted"))
        await recordEnded(ctx, fresh(ctx, of), "interrupted");
    },
    tell: (news) => deps.reporter.event({ ...nameOf(ctx, of), ...eventOf(news) }),
    trace(agent) {
      run.noteAgent(of.path, agent);
      run.checkpoint();
    },
    keepText: (text) => session.keepText(text),
    async putBack(runner) {
      await putBackGit(ctx, of);
      // A story edited since a crash is taken for a person's edit: they win. A live agent's edits are put back.
      if (runner === "alive") await putBackKeys(ctx, fresh(ctx, of));
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
