import { acceptedSteps, recordedKeys } from "../../domain/story/recorded-keys.ts";
import type { Story, StoryPatch } from "../../domain/story/story.ts";
import type { StoryContext } from "./context.ts";
import { patchOwn, recordWritten } from "./file.ts";

/** Writes into a story's file again what its journal says was done for it: keys, and what was answered. */
export async function writeRecorded(ctx: StoryContext): Promise<void> {
  const { deps, session, workflow } = ctx;
  const keys = recordedKeys(workflow, ctx.story, session.execution, deps.config.gates);
  const accepted = acceptedSteps(workflow, session.execution);
  patchOwn(ctx, () => ({ set: keys }));
  for (const { step, attempt } of accepted) {
    const output = attempt.output ? session.readText(attempt.output) : "";
    patchOwn(
      ctx,
      (now: Story): StoryPatch => ({ sections: deps.prompts.sections(step, output, now, attempt) }),
    );
  }
  await recordWritten(ctx, Object.keys(keys));
}
