import { UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import { isUnfinished } from "../../domain/journal/run-state.ts";
import { recoverNodes } from "../../engine/workflow/recover.ts";
import type { CommandContext } from "../context.ts";
import { printJson } from "../json.ts";
import { openProject } from "../project.ts";
import { findRun } from "../run/find.ts";
import { silent, wire } from "../run/wire.ts";

/**
 * Abandons an unfinished run: archived, nothing deleted. Throws UserError: exit 2 for an unknown or a finished one,
 * exit 4 while somebody holds it.
 */
export async function runsDiscard(ctx: CommandContext, id: string): Promise<ExitCode> {
  const project = await openProject(ctx);
  const found = findRun(project.runs, id);
  if (!isUnfinished(found.status)) {
    throw new UserError(ExitCode.usage, `Run ${found.runId} is ${found.status} already`, {
      fix: "Delete the archives of old runs: agentic-sdlc runs prune --older-than 30d",
    });
  }
  const run = await project.runs.open(found);
  try {
    // What a killed run left running is found by nobody later: its nodes are its own.
    if (run.state.nodes) await recoverNodes(await wire(ctx, project, { reporter: silent }), run);
    await run.end({ status: "abandoned", exitCode: ExitCode.ok, reason: "discarded by hand" });
  } finally {
    run.release();
  }
  if (ctx.json) printJson(ctx, { discarded: found.runId });
  else ctx.stdout.write(`✓ ${found.runId} abandoned; what it did stays\n`);
  return ExitCode.ok;
}
