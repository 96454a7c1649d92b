import { abandonRun } from "../../app/run/abandon.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import type { CommandContext } from "../context.ts";
import { printJson } from "../json.ts";
import { openHere } from "../open.ts";

/**
 * Abandons an unfinished run: archived, nothing deleted. Throws UserError: exit 2 for an unknown or a finished one,
 * exit 4 while somebody holds it.
 */
export async function runsDiscard(ctx: CommandContext, id: string): Promise<ExitCode> {
  const discarded = await abandonRun(await openHere(ctx), id);
  if (ctx.json) printJson(ctx, { discarded });
  else ctx.stdout.write(`✓ ${discarded} abandoned; what it did stays\n`);
  return ExitCode.ok;
}
