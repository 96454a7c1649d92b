import type { Decided } from "../../app/decide/decided.ts";
import { decisions } from "../../app/decide/decisions.ts";
import type { Project } from "../../app/open.ts";
import type { ExitCode } from "../../domain/exit-code.ts";
import type { CommandContext } from "../context.ts";
import { openHere } from "../open.ts";
import { tellDecided } from "./tell.ts";

/** Has a person's decision taken, and says what became of it. Throws UserError (exit 2) where there is nothing to decide. */
export async function decide(
  ctx: CommandContext,
  take: (people: typeof decisions, project: Project) => Promise<Decided>,
): Promise<ExitCode> {
  return tellDecided(ctx, await take(decisions, await openHere(ctx)));
}
