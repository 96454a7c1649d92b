import { UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import type { Story, StoryPatch } from "../../domain/story/story.ts";
import type { StoryContext } from "./context.ts";

/** Reads the story again: the agent, or a person, may have edited or moved it meanwhile. Gone or broken: as it was. */
export function reread(ctx: StoryContext): void {
  const { stories } = ctx.deps;
  const { id, path } = ctx.story;
  const there = stories.read(path);
  const own = there && "body" in there && there.id === id;
  ctx.story = (own ? there : stories.load().stories.find((s) => s.id === id)) ?? ctx.story;
}

/** Changes the story's file. Throws as `stories.patch` does, and where the file is another story's by now. */
export function patchOwn(ctx: StoryContext, make: (fresh: Story) => StoryPatch): void {
  const { id } = ctx.story;
  ctx.story = ctx.deps.stories.patch(ctx.story.path, (now) => {
    if (now.id === id) return make(now);
    throw new UserError(ExitCode.failed, `Story at ${now.path} has another id now: ${now.id}`, {
      why: `What was done for it is kept under ${id}`,
      fix: `If it is the same story, write id: ${id} again, then: agentic-sdlc run`,
    });
  });
}

/** Writes owned keys and records it, so that the next reading does not take it for somebody else's edit. */
export async function writeKeys(ctx: StoryContext, set: NonNullable<StoryPatch["set"]>): Promise<void> {
  const keys = Object.keys(set);
  if (keys.length === 0) return;
  patchOwn(ctx, () => ({ set }));
  await recordWritten(ctx, keys);
}

/** Records that owned keys were written, and that the story is as it is now by us. */
export async function recordWritten(ctx: StoryContext, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  const path = `story[${ctx.story.slug}]`;
  await ctx.session.record({ type: "written", path, keys, storyHash: ctx.story.hash });
}
