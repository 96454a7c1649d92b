import { join } from "node:path";
import { attemptFolder, segment, storyFolder } from "../../../adapters/files/layout.ts";
import type { Project } from "../../open.ts";
import { chooseAttempt } from "../choose-attempt.ts";
import { storyExecution } from "../story.ts";
import type { Log } from "./log.ts";

/**
 * The log of an attempt at a story's action: the one that was asked for, else the latest. undefined where nothing was done
 * and nothing asked for. Throws UserError (exit 2) where there is none of that name.
 */
export function storyLog(
  project: Project,
  { slug, id }: { readonly slug: string; readonly id: string },
  asked: string | undefined,
): Log | undefined {
  const { attempts } = storyExecution(project, id);
  if (attempts.length === 0 && asked === undefined) return undefined;
  const chosen = chooseAttempt(slug, attempts, asked);
  const { action, attempt: number, output } = chosen;
  const standing = () => {
    const all = storyExecution(project, id).attempts;
    const attempt = all.find((a) => a.action === action && a.attempt === number) ?? chosen;
    const inFlight = project.executions.holder(id) !== undefined;
    return { kind: "story", slug, attempt, all, inFlight } as const;
  };
  return {
    path: chosen.path,
    attemptDir: join(storyFolder(project.layout, id), attemptFolder(segment(action), number)),
    endedAt: chosen.endedAt ?? "",
    more: `agentic-sdlc show ${slug}`,
    standing,
    works() {
      const { inFlight, attempt } = standing();
      return inFlight && attempt.outcome === "running";
    },
    written: () =>
      output === undefined ? [] : [{ stream: "out", text: project.executions.readText(id, output) }],
  };
}
