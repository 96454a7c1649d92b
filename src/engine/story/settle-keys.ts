import { rank, standings, wentBack } from "../../domain/decide/story/standing.ts";
import { NotSavedError, UserError } from "../../domain/errors.ts";
import type { Attempt } from "../../domain/journal/execution.ts";
import type { Owned, StoryRecord } from "../../domain/journal/story-record.ts";
import { loosenedKeys, ownedKeys } from "../../domain/story/effects.ts";
import { recordedKeys } from "../../domain/story/recorded-keys.ts";
import type { Story } from "../../domain/story/story.ts";
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
 * allowance there is. Of all stories that nobody else works on. What git did is left for a person to judge.
 */
export async function settleKeys(
  ctx: StoryContext,
  attempt: Attempt,
  runner: "alive" | "dead",
): Promise<void> {
  const alive = runner === "alive";
  const broken = alive ? ctx.deps.stories.mend(ctx.story.path, attempt.owned) : {};
  reread(ctx);
  if (alive) await recordWritten(ctx, Object.keys(broken));
  if (!(await notesGit(ctx))) {
    if (alive) await putBackKeys(ctx, attempt, broken);
    await takeBackCleared(ctx, attempt);
  }
  if (ctx.others) await settleOthers(ctx, attempt, ctx.others);
}

async function putBackKeys(
  ctx: StoryContext,
  attempt: Attempt,
  broken: Readonly<Record<string, unknown>>,
): Promise<void> {
  const wrote: Readonly<Record<string, unknown>> = { ...ownedKeys(ctx.story), ...broken };
  const keys = loosenedKeys(attempt.owned, ctx.story);
  await writeKeys(ctx, keys);
  const restored = [...Object.keys(broken), ...Object.keys(keys)];
  await recordRestored(ctx, attempt, "story", restored, (key) => `${key} (it wrote ${shown(wrote[key])})`);
}

/** Records where git put an older state of the file back; whether it did. */
async function notesGit(ctx: StoryContext): Promise<boolean> {
  const { deps, session, workflow, story } = ctx;
  const { execution } = session;
  const keys = wentBack(workflow, story, execution, standings(workflow, story, execution));
  if (keys.length === 0 || !(execution.wentBack || deps.stories.inGit(story))) return false;
  if (!execution.wentBack) await session.record({ type: "went-back", path: `story[${story.slug}]`, keys });
  return true;
}

/** The done attempts whose flags went are done again, and no person is taken to have asked for it. */
async function takeBackCleared(
  { session, workflow, story }: StoryContext,
  during: AttemptRef,
): Promise<void> {
  const found = [...standings(workflow, story, session.execution).values()];
  const withdrawn = found.flatMap((one): StoryRecord[] => {
    if (one.state !== "open" || !one.takenBack || !one.byPerson) return [];
    const reason = `${one.why} during ${during.path}`;
    return [{ ...ref(one.takenBack), type: "withdrawn", by: "change", reason }];
  });
  if (withdrawn.length > 0) await session.record(...withdrawn);
}

/** As for the attempt's own story, for those that nobody works on, and nobody told anything meanwhile. */
async function settleOthers(
  ctx: StoryContext,
  attempt: Attempt,
  others: ReadonlyMap<string, Owned>,
): Promise<void> {
  for (const story of ctx.deps.stories.load().stories) {
    const before = others.get(story.id);
    if (before === undefined || canonicalJson(ownedKeys(story)) === canonicalJson(before)) continue;
    if (ctx.deps.executions.read(story.id).storyHash !== story.hash)
      await settleOther(ctx, attempt, story, before);
  }
}

async function settleOther(ctx: StoryContext, attempt: Attempt, story: Story, before: Owned): Promise<void> {
  const { deps, run } = ctx;
  const session = openIfFree(deps, story.id);
  if (!session) return;
  try {
    const other: StoryContext = { deps, run, session, workflow: deps.workflowOf(story), story };
    if (await notesGit(other)) return;
    const unmarked = { ...story, flags: {}, status: "backlog" } as const;
    const legal = recordedKeys(other.workflow, unmarked, session.execution, deps.config.gates);
    const keys = loosenedKeys({ ...before, ...legal, status: later(before.status, legal.status) }, story);
    await writeKeys(other, keys);
    await takeBackCleared(other, attempt);
    const wrote: Readonly<Record<string, unknown>> = ownedKeys(story);
    const named = new Map(Object.keys(keys).map((key) => [`${key} of ${story.slug}`, key]));
    await recordRestored(ctx, attempt, "story", [...named.keys()], (name) => {
      return `${name} (it wrote ${shown(wrote[named.get(name)!])})`;
    });
  } catch (error) {
    // A file that cannot be written, or a workflow there is not, is found when its own turn comes.
    if (!(error instanceof UserError) || error instanceof NotSavedError) throw error;
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
