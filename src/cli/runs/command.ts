import { pruneRuns } from "../../app/run/prune.ts";
import { findRun } from "../../app/view/find-run.ts";
import { runBrief, runReport } from "../../app/view/run.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import type { CommandContext } from "../context.ts";
import { printJson } from "../json.ts";
import { openHere } from "../open.ts";
import { styles } from "../style.ts";
import { runsText, runText } from "./format.ts";

/** Lists every run, newest first. */
export async function runsList(ctx: CommandContext): Promise<ExitCode> {
  const project = await openHere(ctx);
  const runs = project.runs.all();
  if (ctx.json) printJson(ctx, { runs: runs.map(runBrief) });
  else if (runs.length === 0) ctx.stdout.write("No runs yet\nNext: agentic-sdlc run\n");
  else ctx.stdout.write(`${runsText(runs, look(ctx)).join("\n")}\n`);
  return ExitCode.ok;
}

/** Shows a run: scope, options, status, actions. Throws UserError (exit 2) for an unknown one. */
export async function runsShow(ctx: CommandContext, id: string): Promise<ExitCode> {
  const project = await openHere(ctx);
  const run = findRun(project.runs, id);
  // Loaded here: no other command that reads needs workflow files.
  const left = run.state.nodes ? (await import("../working.ts")).leftOf(project, run) : undefined;
  if (ctx.json) printJson(ctx, { run: { ...runReport(run), ...left } });
  else ctx.stdout.write(`${runText(run, left?.toRun ?? [], look(ctx)).join("\n")}\n`);
  return ExitCode.ok;
}

/** Deletes the archives of finished runs that ended longer ago than `olderThanMs`. Throws NotSavedError (exit 7). */
export async function runsPrune(ctx: CommandContext, olderThanMs: number): Promise<ExitCode> {
  const pruned = pruneRuns(await openHere(ctx), olderThanMs);
  if (ctx.json) printJson(ctx, { pruned });
  else ctx.stdout.write(`✓ ${pruned.length} ${pruned.length === 1 ? "run" : "runs"} pruned\n`);
  return ExitCode.ok;
}

function look(ctx: CommandContext) {
  return { width: ctx.columns, style: styles(ctx.color), now: ctx.now() };
}
