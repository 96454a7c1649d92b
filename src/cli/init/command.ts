import { type Initialized, initProject } from "../../app/init.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import { safeText } from "../../domain/text/safe.ts";
import type { CommandContext } from "../context.ts";
import { printJson } from "../json.ts";

type InitContext = Pick<CommandContext, "cwd" | "env" | "stdout" | "json">;

/** Makes the current folder a project, and says what was made. Throws UserError: 2 for a wrong agent, 7 where it cannot write. */
export async function init(
  ctx: InitContext,
  options: { agent?: string; kanban?: boolean },
): Promise<ExitCode> {
  const report = initProject(ctx, options);
  if (ctx.json) printJson(ctx, report);
  else ctx.stdout.write(safeText(text(report)));
  return ExitCode.ok;
}

function text(report: Initialized): string {
  const board = `✓ Board ${report.board.path}${report.board.created ? "" : " (was there)"}`;
  const also = report.agentsFound.filter((name) => name !== report.agent);
  const others = also.length === 0 ? "" : ` (also: ${also.join(", ")})`;
  const agent = report.agent === null ? "! Agent none" : `✓ Agent ${report.agent}${others}`;
  const checks = report.checks.length === 0 ? "! Checks none" : `✓ Checks ${report.checks.join(", ")}`;
  const notes = report.notes.map((note) => `  ${note}\n`).join("");
  return `${board}  ${agent}  ${checks}\n${notes}Next: agentic-sdlc add "What you want"\n`;
}
