import { ExitCode } from "../../domain/exit-code.ts";
import type { CommandContext } from "../context.ts";
import { printJson, printJsonLine } from "../json.ts";
import { openProject, type Project } from "../project.ts";
import { viewBoard } from "../view.ts";
import type { StatusOptions } from "./definition.ts";
import { type BoardReport, boardReport } from "./report.ts";
import { boardText } from "./text.ts";
import { watch } from "./watch.ts";

/** Shows the board. Reads only; exit 0 whatever it shows. */
export async function status(ctx: CommandContext, options: StatusOptions): Promise<ExitCode> {
  const project = await openProject(ctx);
  const read = () => reportOf(project, options.all === true);
  if (options.watch) {
    await watch(ctx, () => {
      const report = read();
      return { key: JSON.stringify(report), print: () => printOne(ctx, report, printJsonLine) };
    });
  } else {
    printOne(ctx, read(), printJson);
  }
  return ExitCode.ok;
}

function reportOf(project: Project, all: boolean): BoardReport {
  return boardReport(viewBoard(project), all);
}

function printOne(ctx: CommandContext, report: BoardReport, json: typeof printJson): void {
  if (ctx.json) json(ctx, report);
  else ctx.stdout.write(`${boardText(ctx, report).join("\n")}\n`);
}
