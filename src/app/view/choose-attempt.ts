import { UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import type { Attempt } from "../../domain/journal/execution.ts";
import { nearest } from "../../domain/text/nearest.ts";

/**
 * The attempt a person named: `implement#2`, a whole path, `implement` for its latest, nothing for the latest of all.
 * Throws UserError (exit 2) that lists what there is.
 */
export function chooseAttempt(
  slug: string,
  attempts: readonly Attempt[],
  asked: string | undefined,
): Attempt {
  const wanted = asked?.slice(asked.lastIndexOf("/") + 1).toLowerCase();
  const found =
    wanted === undefined
      ? attempts.at(-1)
      : attempts.findLast((attempt) => wanted === attempt.action || wanted === nameOf(attempt));
  if (found) return found;
  if (attempts.length === 0) {
    throw new UserError(ExitCode.usage, `Nothing was done for ${slug} yet`, {
      fix: `agentic-sdlc run --story ${slug}`,
    });
  }
  const names = attempts.map(nameOf);
  const close = nearest(wanted ?? "", names);
  throw new UserError(ExitCode.usage, `${slug} has no attempt ${asked}`, {
    why: `It has: ${names.slice(-20).join(", ")}`,
    fix: `agentic-sdlc logs ${slug} ${close[0] ?? names.at(-1)}`,
  });
}

function nameOf({ action, attempt }: Attempt): string {
  return `${action}#${attempt}`;
}
