import { changesSince } from "../../../domain/decide/node/changes.ts";
import { UserError } from "../../../domain/errors.ts";
import { ExitCode } from "../../../domain/exit-code.ts";
import { formatDuration } from "../../../domain/text/duration.ts";
import type { FoundRun } from "../../../engine/ports/run-store.ts";
import { version } from "../../version.ts";
import type { WorkflowStart } from "./start.ts";

interface Warning {
  readonly code: "age" | "workflow" | "inputs" | "tool" | "checkpoint";
  readonly text: string;
}

/** Nodes that are named one by one. */
const most = 20;

/** Says what does not match, and who died. Throws UserError (exit 2) on what does not match under `--strict`. */
export function announceWorkflow(start: WorkflowStart, run: FoundRun): void {
  const { deps, options } = start;
  const died = diedText(run);
  if (died !== undefined) deps.reporter.event({ type: "warning", code: "killed", text: died });
  const warnings = warningsOf(start, run);
  for (const { code, text } of warnings) deps.reporter.event({ type: "warning", code, text });
  if (warnings.length === 0 || !options.strict || options.forceContinue) return;
  throw new UserError(ExitCode.usage, `Run ${run.runId} does not match, and --strict was given`, {
    why: warnings.map((w) => w.text).join("\n"),
    fix: "See what would run: agentic-sdlc run --continue --explain",
  });
}

/** Who held it is dead: what it was at, and when it was last heard of. */
function diedText({ runId, status, lastSign, state }: FoundRun): string | undefined {
  if (status !== "running") return undefined;
  const open = [...(state.nodes?.all() ?? [])]
    .filter((node) => node.status === "open")
    .map(({ path }) => path);
  const at = open.length === 0 ? "" : ` It was at work on ${list(open)}.`;
  return `Run ${runId} was killed; last sign of life ${lastSign}.${at}`;
}

function warningsOf({ ctx, project, file, inputs, options }: WorkflowStart, run: FoundRun): Warning[] {
  const warnings: Warning[] = [];
  if (run.rebuilt !== undefined) {
    const text = `The checkpoint could not be read (${run.rebuilt}); rebuilt from the journal.`;
    warnings.push({ code: "checkpoint", text });
  }
  const age = ctx.now().getTime() - Date.parse(run.savedAt);
  if (age > project.config.checkpoint.maxAge) {
    warnings.push({
      code: "age",
      text: `Checkpoint is old: last saved ${run.savedAt}, ${formatDuration(age)} ago.`,
    });
  }
  const { changed, retired } = run.state.nodes
    ? changesSince(run.state.nodes, file)
    : { changed: [], retired: [] };
  const then = options.rerunChanged ? "They run again." : "What is done stays done; the rest uses today's.";
  if (changed.length > 0) {
    warnings.push({ code: "workflow", text: `Changed since they were done: ${list(changed)}. ${then}` });
  }
  if (retired.length > 0)
    warnings.push({ code: "workflow", text: `Retired, in the workflow no more: ${list(retired)}.` });
  const quiet = changed.length === 0 && retired.length === 0;
  if (quiet && run.state.workflow.hash !== file.hash) {
    warnings.push({
      code: "workflow",
      text: "The workflow changed since this run started. What is done stays done; the rest uses today's.",
    });
  }
  if (inputs.changed.length > 0) {
    warnings.push({ code: "inputs", text: `Inputs changed: ${inputs.changed.join(", ")}.` });
  }
  if (inputs.gone.length > 0) {
    warnings.push({
      code: "inputs",
      text: `Inputs that the workflow has no more: ${inputs.gone.join(", ")}.`,
    });
  }
  if (run.state.toolVersion !== "" && run.state.toolVersion !== version) {
    const text = `This run was started by agentic-sdlc ${run.state.toolVersion}; this is ${version}.`;
    warnings.push({ code: "tool", text });
  }
  return warnings;
}

function list(paths: readonly string[]): string {
  const more = paths.length > most ? ` and ${paths.length - most} more` : "";
  return `${paths.slice(0, most).join(", ")}${more}`;
}
