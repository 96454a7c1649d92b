import { rmSync } from "node:fs";
import { join } from "node:path";
import { NotSavedError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import { isUnfinished } from "../../domain/journal/run-state.ts";
import type { CommandContext } from "../context.ts";
import { printJson } from "../json.ts";
import { openProject } from "../project.ts";
import { findRun } from "../run/find.ts";
import { styles } from "../style.ts";
import { runBrief, runReport, runsText, runText } from "./format.ts";

/** Lists every run, newest first. */
export async function runsList(ctx: CommandContext): Promise<ExitCode> {
  const project = await openProject(ctx);
  const runs = project.runs.all();
  if (ctx.json) printJson(ctx, { runs: runs.map(runBrief) });
  else if (runs.length === 0) ctx.stdout.write("No runs yet\nNext: agentic-sdlc run\n");
  else ctx.stdout.write(`${runsText(runs, look(ctx)).join("\n")}\n`);
  return ExitCode.ok;
}

/** Shows a run: scope, options, status, actions. Throws UserError (exit 2) for an unknown one. */
export async function runsShow(ctx: CommandContext, id: string): Promise<ExitCode> {
  const run = findRun((await openProject(ctx)).runs, id);
  if (ctx.json) printJson(ctx, { run: runReport(run) });
  else ctx.stdout.write(`${runText(run, look(ctx)).join("\n")}\n`);
  return ExitCode.ok;
}

/** Deletes the archives of finished runs that ended longer ago than `olderThanMs`. Throws NotSavedError (exit 7). */
export async function runsPrune(ctx: CommandContext, olderThanMs: number): Promise<ExitCode> {
  const project = await openProject(ctx);
  const before = new Date(ctx.now().getTime() - olderThanMs).toISOString();
  const inUse = new Set(project.runs.unfinished().runs.map(({ runId }) => runId));
  const old = project.runs.all().filter(({ runId, status, savedAt, holder }) => {
    return !isUnfinished(status) && savedAt < before && holder === undefined && !inUse.has(runId);
  });
  for (const { runId } of old) remove(join(project.layout.runs, runId));
  if (ctx.json) printJson(ctx, { pruned: old.map(({ runId }) => runId) });
  else ctx.stdout.write(`✓ ${old.length} ${old.length === 1 ? "run" : "runs"} pruned\n`);
  return ExitCode.ok;
}

function remove(dir: string): void {
  try {
    rmSync(dir, { recursive: true });
  } catch (error) {
    throw new NotSavedError(dir, error);
  }
}

function look(ctx: CommandContext) {
  return { width: ctx.columns, style: styles(ctx.color), now: ctx.now() };
}
