import { type BoardReport, boardReport, viewBoard } from "../../app/view/board.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import type { CommandContext } from "../context.ts";
import { printJson, printJsonLine } from "../json.ts";
import { openHere } from "../open.ts";
import { boardText } from "./text.ts";
import { watch } from "./watch.ts";

/** Shows the board. Reads only; exit 0 whatever it shows. */
export async function status(
  ctx: CommandContext,
  options: { readonly all?: boolean; readonly watch?: boolean },
): Promise<ExitCode> {
  const project = await openHere(ctx);
  const read = () => boardReport(viewBoard(project), options.all === true);
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

function printOne(ctx: CommandContext, report: BoardReport, json: typeof printJson): void {
  if (ctx.json) json(ctx, report);
  else ctx.stdout.write(`${boardText(ctx, report).join("\n")}\n`);
}
