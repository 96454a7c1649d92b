import type { WorkflowFile } from "../../../adapters/config/workflow/file.ts";
import { UserError } from "../../../domain/errors.ts";
import { ExitCode } from "../../../domain/exit-code.ts";
import type { Performer } from "../../../engine/ports/performer.ts";
import type { FoundRun } from "../../../engine/ports/run-store.ts";
import { checkAlone, checkRerun } from "../../../engine/workflow/walk/only.ts";
import type { WorkflowDeps } from "../../../engine/workflow/walk/walk.ts";
import type { CommandContext } from "../../context.ts";
import type { Project } from "../../project.ts";
import { refuseUnpriced } from "../budget.ts";
import { sameScope } from "../choose.ts";
import type { RunMore } from "../command.ts";
import type { RunOptions } from "../definition.ts";
import { whoDoes } from "../performer.ts";
import { wire } from "../wire.ts";
import { workflowDeps } from "./deps.ts";
import { printWorkflowExplanation } from "./explain.ts";
import { readRunFile } from "./file.ts";
import { inputsBefore, type KnownInputs, knownInputs, type RunInputs, readInputs } from "./inputs.ts";
import { outlookOn } from "./outlook.ts";
import { startWorkflow, type WorkflowScope } from "./start.ts";

/**
 * `run <file>`: starts a workflow file's run, or goes on with one.
 * @throws UserError
 */
export async function runFile(
  ctx: CommandContext,
  project: Project,
  scope: WorkflowScope,
  found: FoundRun | undefined,
  options: RunOptions,
  more: RunMore,
): Promise<ExitCode> {
  checkOptions(options, scope);
  const continued = options.fresh ? undefined : found;
  const file = readRunFile(project.root, scope);
  if (options.only !== undefined) checkAlone(options.only, file);
  if (options.rerun !== undefined) checkRerun(options.rerun, file, continued?.state.nodes);
  const explain = (given: KnownInputs) =>
    printWorkflowExplanation(ctx, outlookOn(ctx, project, file, continued, given, options));
  const before = continued && inputsBefore(continued.state.options);
  // A verdict needs no secrets.
  if (options.explain) return explain(knownInputs(ctx, file.workflow, options.inputs ?? [], before));
  const inputs = await readInputs(ctx, file.workflow, options.inputs ?? [], before);
  if (continued) refuseChanged(inputs, options, continued);
  if (options.dryRun) return explain(inputs);
  const agent = options.agent ?? (continued?.state.options.agent as string | undefined);
  const secrets = [...inputs.secrets.values()];
  const wired = await wire(ctx, project, { ...more, ...(agent === undefined ? {} : { agent }), secrets });
  const deps = workflowDeps(ctx, project, wired, {
    secrets: inputs.secrets,
    ...(agent === undefined ? {} : { agent }),
  });
  const { performers, refused } = whoDoes(
    () => performersOf(file, deps.performerFor),
    continued !== undefined,
  );
  refuseUnpriced(performers, true, options);
  const { runs } = project.runs.unfinished();
  const superseded = runs.filter((r) => r.runId !== continued?.runId && sameScope(r.scope, scope));
  const { abort = new AbortController() } = more;
  const summary = await startWorkflow({
    ctx,
    project,
    deps,
    options,
    scope,
    file,
    inputs,
    continued,
    superseded,
    refused,
    abort,
  });
  return summary.exitCode;
}

/** What is about the board means nothing here. */
function checkOptions(options: RunOptions, { file }: WorkflowScope): void {
  const others = [
    ["--story", options.story],
    ["--epic", options.epic],
    ["--status", options.status],
    ["--label", options.label],
    ["--action", options.action],
    ["--until", options.until],
    ["--show-prompt", options.showPrompt || undefined],
  ] as const;
  const other = others.find(([, value]) => value !== undefined);
  if (!other) return;
  throw new UserError(ExitCode.usage, `${other[0]} belongs to the board, and ${file} is a workflow file`, {
    fix: "Leave one of them out",
  });
}

function refuseChanged({ changed }: RunInputs, options: RunOptions, { runId }: FoundRun): void {
  if (changed.length === 0 || options.rerunChanged || options.forceContinue) return;
  throw new UserError(ExitCode.usage, `Run ${runId} was given other inputs: ${changed.join(", ")}`, {
    why: "What is done was made of those.",
    fix: "Have what they made done again: --rerun-changed. Or let it stand, and give these to the rest: --force-continue",
  });
}

/** Nothing runs where an agent is not to be had. */
function performersOf(file: WorkflowFile, performerFor: WorkflowDeps["performerFor"]): Performer[] {
  const own = [...file.workflow.steps, ...file.workflow.finally].flatMap((step) => {
    return step.type === "agent" ? [performerFor(step)] : [];
  });
  const children = [...new Set(file.children.values())];
  return [...own, ...children.flatMap((child) => performersOf(child, performerFor))];
}
