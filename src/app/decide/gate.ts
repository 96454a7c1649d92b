import { UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import type { Story } from "../../domain/story/story.ts";
import type { Project } from "../open.ts";
import { viewStory } from "../view/story.ts";

/**
 * The gate a story waits at, by its action. `asked` may name it, as `implement`, `implement#2` or a whole path; then it
 * must be that one. Throws UserError (exit 2).
 */
export function openGate(project: Project, story: Story, asked: string | undefined): string {
  const { assessment } = viewStory(project, story);
  const next = assessment.decisions.get(story.id)?.next;
  if (next?.kind !== "held" || next.hold !== "gate" || next.step === undefined) {
    throw new UserError(ExitCode.usage, `${story.slug} does not wait at a gate`, {
      why: waitsFor(next),
      fix: `See: agentic-sdlc show ${story.slug}`,
    });
  }
  const standing = assessment.decisions.get(story.id)?.standings.get(next.step);
  const attempt = standing?.state === "done" ? standing.attempt : undefined;
  const wanted = asked?.slice(asked.lastIndexOf("/") + 1);
  if (wanted === undefined || wanted === next.step || wanted === `${next.step}#${attempt}`) return next.step;
  throw new UserError(ExitCode.usage, `${story.slug} does not wait at ${asked}`, {
    why: next.reason,
    fix: `agentic-sdlc show ${story.slug}`,
  });
}

type Next = NonNullable<ReturnType<ReturnType<typeof viewStory>["assessment"]["decisions"]["get"]>>["next"];

function waitsFor(next: Next | undefined): string {
  switch (next?.kind) {
    case "held":
      return `${next.hold}: ${next.reason}`;
    case "start":
      return `Next is ${next.step.id}; a gate opens after its action is accepted (\`gates\` in .agentic-sdlc.json).`;
    case "judge":
      return `${next.step.id} has finished, and the next run judges it.`;
    default:
      return "It is done.";
  }
}
