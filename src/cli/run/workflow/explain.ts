import { explainNodes } from "../../../domain/decide/node/explain.ts";
import type { Outlook } from "../../../domain/decide/node/outlook.ts";
import { ExitCode } from "../../../domain/exit-code.ts";
import { safeLine } from "../../../domain/text/safe.ts";
import type { CommandContext } from "../../context.ts";
import { printJson } from "../../json.ts";
import { table } from "../../table.ts";

/** `--explain` and `--dry-run`: a verdict for each node. Runs nothing. */
export function printWorkflowExplanation(ctx: CommandContext, outlook: Outlook): ExitCode {
  const verdicts = explainNodes(outlook);
  if (ctx.json) printJson(ctx, { nodes: verdicts });
  else {
    const rows = verdicts.map(({ path, verdict, why }) => [safeLine(path), verdict, safeLine(why)]);
    ctx.stdout.write(`${table(rows, "", ctx.columns).join("\n")}\n`);
  }
  return ExitCode.ok;
}
