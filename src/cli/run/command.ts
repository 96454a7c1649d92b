import { createReporter } from "../../adapters/reporters/reporter.ts";
import { type Asked, readsOnly } from "../../app/plan/asked.ts";
import { planRun } from "../../app/plan/plan.ts";
import { clearAway } from "../../app/run/abandon.ts";
import { findFor } from "../../app/run/find.ts";
import { foresee } from "../../app/run/foresee.ts";
import type { Means } from "../../app/run/means.ts";
import { runPlan } from "../../app/run/run.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import type { CommandContext } from "../context.ts";
import { printJsonLine } from "../json.ts";
import { openHere } from "../open.ts";
import { listen } from "../signals.ts";
import { askSecret, canAsk } from "../terminal.ts";
import { askPerson } from "./ask-person.ts";
import { printForeseen } from "./show.ts";

/**
 * `run`: the next action, or all of them, or a workflow file; or goes on with an unfinished run.
 * @throws UserError
 */
export async function run(ctx: CommandContext, asked: Asked): Promise<ExitCode> {
  const project = await openHere(ctx, asked);
  const plan = planRun(asked, findFor(project, asked));
  if (plan.kind === "finished") {
    if (!readsOnly(asked)) await clearAway(project, plan.run);
    return tellFinished(ctx);
  }
  const ask = askingAt(ctx);
  if (readsOnly(asked)) {
    printForeseen(ctx, await foresee(project, plan, ask.askSecret));
    return ExitCode.ok;
  }
  const summary = await runPlan(project, plan, { ...ask, ...(await listening(ctx)) });
  return summary.exitCode;
}

/** The run is told on standard output, and Ctrl+C and its like stop it. */
async function listening(ctx: CommandContext): Promise<Pick<Means, "reporter" | "abort" | "listen">> {
  const reporter = await createReporter(ctx);
  const abort = new AbortController();
  return { reporter, abort, listen: () => listen(abort, () => {}) };
}

/** A person, where there is a terminal. */
function askingAt(ctx: CommandContext): Pick<Means, "askPerson" | "askSecret"> {
  if (!canAsk(ctx)) return {};
  return {
    askPerson: (asked, signal) => askPerson(ctx, asked, signal),
    askSecret: (name) => askSecret(ctx, `Secret input ${name}: `),
  };
}

function tellFinished(ctx: CommandContext): ExitCode {
  const text = "Previous workflow completed. No actions to resume.";
  if (ctx.json) printJsonLine(ctx, { type: "note", text });
  else ctx.stdout.write(`${text}\n`);
  return ExitCode.ok;
}
