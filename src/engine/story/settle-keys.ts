import { rank, standings } from "../../domain/decide/story/standing.ts";
import type { Attempt } from "../../domain/journal/execution.ts";
import type { Owned, StoryRecord } from "../../domain/journal/story-record.ts";
import { loosenedKeys, ownedKeys } from "../../domain/story/effects.ts";
import { recordedKeys } from "../../domain/story/recorded-keys.ts";
import { canonicalJson } from "../../domain/text/canonical.ts";
import type { Deps } from "../deps.ts";
import type { StorySession } from "../ports/execution-store.ts";
import { LeaseHeldError } from "../ports/lease.ts";
import type { StoryContext } from "./context.ts";
import { recordWritten, reread, writeKeys } from "./file.ts";
import { recordRestored } from "./put-back.ts";
import { type AttemptRef, ref } from "./ref.ts";

/** The owned keys of all stories but one, by id, to compare with after an attempt at that one. */
export function ownedByOthers({ stories }: Pick<Deps, "stories">, ownId: string): ReadonlyMap<string, Owned> {
  const others = stories.load().stories.filter(({ id }) => id !== ownId);
  return new Map(others.map((story) => [story.id, ownedKeys(story)]));
}

/**
 * Settles what happened to owned keys during an attempt, by whomever: nobody can tell. What loosens is put back, where
 * the runner saw the whole of it; what tightens stands, and grants nothing: what was taken back is done again within the
 * allowance there is. Of all stories that nobody else works on.
 */
export async function settleKeys(
  ctx: StoryContext,
  attempt: Attempt,
  runner: "alive" | "dead",
): Promise<void> {
  const broken = runner === "alive" ? ctx.deps.stories.mend(ctx.story.path, attempt.owned) : {};
  reread(ctx);
  if (runner === "alive") {
    await recordWritten(ctx, Object.keys(broken));
    const wrote: Readonly<Record<string, unknown>> = { ...ownedKeys(ctx.story), ...broken };
    const keys = loosenedKeys(attempt.owned, ctx.story);
    await writeKeys(ctx, keys);
    const restored = [...Object.keys(broken), ...Object.keys(keys)];
    await recordRestored(ctx, attempt, "story", restored, (key) => `${key} (it wrote ${shown(wrote[key])})`);
  }
  await takeBackCleared(ctx, attempt);
  for (const [id, before] of ctx.others ?? []) await settleOther(ctx, attempt, id, before);
}

/** The done attempts whose flags went are done again, and no person is taken to have asked for it. */
async function takeBackCleared(ctx: StoryContext, during: AttemptRef): Promise<void> {
  const { deps, session, workflow, story } = ctx;
  const found = [...standings(workflow, story, session.execution).values()];
  const cleared = found.flatMap((one) =>
    one.state === "open" && one.takenBack && one.byPerson ? [{ of: one.takenBack, why: one.why }] : [],
  );
  // What git did is for a person to judge.
  if (cleared.length === 0 || deps.stories.inGit(story)) return;
  const withdrawn = cleared.map(({ of, why }): StoryRecord => {
    return { ...ref(of), type: "withdrawn", by: "change", reason: `${why} during ${during.path}` };
  });
  await session.record(...withdrawn);
}

/** As for the attempt's own story, for another one that nobody works on and nobody told anything meanwhile. */
async function settleOther(ctx: StoryContext, attempt: Attempt, id: string, before: Owned): Promise<void> {
  const { deps, run } = ctx;
  const story = deps.stories.load().stories.find((s) => s.id === id);
  if (!story || canonicalJson(ownedKeys(story)) === canonicalJson(before)) return;
  if (deps.executions.read(id).storyHash === story.hash) return;
  const session = openIfFree(deps, id);
  if (!session) return;
  try {
    const other: StoryContext = { deps, run, session, workflow: deps.workflowOf(story), story };
    const legal = recordedKeys(
      other.workflow,
      { ...story, flags: {}, status: "backlog" },
      session.execution,
      deps.config.gates,
    );
    const keys = loosenedKeys({ ...before, ...legal, status: later(before.status, legal.status) }, story);
    await writeKeys(other, keys);
    await takeBackCleared(other, attempt);
    const wrote: Readonly<Record<string, unknown>> = ownedKeys(story);
    const named = new Map(Object.keys(keys).map((key) => [`${key} of ${story.slug}`, key]));
    await recordRestored(ctx, attempt, "story", [...named.keys()], (name) => {
      return `${name} (it wrote ${shown(wrote[named.get(name)!])})`;
    });
  } finally {
    session.release();
  }
}

function shown(value: unknown): string {
  return (typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing")).slice(0, 100);
}

/** Undefined where somebody works on the story: they settle it themselves. */
function openIfFree({ executions }: Pick<Deps, "executions">, storyId: string): StorySession | undefined {
  try {
    return executions.open(storyId);
  } catch (error) {
    if (error instanceof LeaseHeldError) return undefined;
    throw error;
  }
}

function later(a: unknown, b: unknown): string | null {
  const known = [a, b].filter((status) => typeof status === "string");
  return known.sort((x, y) => rank(y) - rank(x))[0] ?? null;
}
