import { reportAgents } from "../../app/agents/report.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import { safeLine } from "../../domain/text/safe.ts";
import type { CommandContext } from "../context.ts";
import { printJson } from "../json.ts";
import { styles } from "../style.ts";
import { progress } from "./progress.ts";
import { agentsJson, agentsText } from "./report.ts";

/**
 * Shows which agents there are, who does what, and what each can do. Starts nothing but the programs' `--version`. Works
 * without a board. Exit 0 whatever it finds. Throws UserError (exit 2) for wrong settings.
 */
export async function agents(ctx: CommandContext): Promise<ExitCode> {
  const waits = progress(ctx);
  const report = await reportAgents(ctx, (names) =>
    waits.show(`Asking for versions: ${names.map(safeLine).join(", ")}`),
  );
  waits.clear();
  if (ctx.json) printJson(ctx, agentsJson(report));
  else ctx.stdout.write(`${agentsText(report, styles(ctx.color), ctx.columns).join("\n")}\n`);
  return ExitCode.ok;
}
