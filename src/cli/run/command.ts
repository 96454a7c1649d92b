import { agentNames } from "../../domain/config/config.ts";
import type { ActionStep } from "../../domain/definition/story/definition.ts";
import { UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import type { RunScope } from "../../domain/journal/run-record.ts";
import type { Board } from "../../domain/story/story.ts";
import type { Deps } from "../../engine/deps.ts";
import type { Reporter } from "../../engine/ports/reporter.ts";
import type { FoundRun, UnusableCheckpoint } from "../../engine/ports/run-store.ts";
import { assessNow } from "../../engine/story/assess-now.ts";
import { missingError, missingStories } from "../../engine/story/reconcile.ts";
import type { CommandContext } from "../context.ts";
import { openProject, type Project } from "../project.ts";
import { refuseUnpriced } from "./budget.ts";
import { type Choice, chooseRun, sameScope, unusableError } from "./choose.ts";
import type { RunOptions } from "./definition.ts";
import { isIdle, tellIdle } from "./idle.ts";
import { checkWords, keptOptions } from "./options.ts";
import { whoDoes } from "./performer.ts";
import { foreseen, rerunsOf } from "./rerun.ts";
import { namedScope, selectionOf } from "./scope.ts";
import { printExplanation, printPrompt, printQueue } from "./show.ts";
import { startRun } from "./start.ts";
import { refuseIfStrict, warningsNow } from "./warnings.ts";
import { wire } from "./wire.ts";
import { workflowScope } from "./workflow/file.ts";
import { isWorkflowFile } from "./workflow/is-file.ts";
import { runFile } from "./workflow/run-file.ts";

/** What the API and the tests may set, and the command line does not offer yet. */
export interface RunMore {
  readonly concurrency?: number;
  readonly reporter?: Reporter;
  readonly abort?: AbortController;
}

/**
 * `run`: the next action, or all of them; or goes on with an unfinished run.
 * @throws UserError
 */
export async function run(
  ctx: CommandContext,
  target: string | undefined,
  options: RunOptions,
  more: RunMore = {},
): Promise<ExitCode> {
  const file = target !== undefined && isWorkflowFile(ctx, target);
  checkCombination(target, options, file);
  const project = await openProject(ctx, { takeOver: options.takeOver });
  if (file) return runFileNamed(ctx, project, target, options, more);
  const { board } = assessNow(project, {});
  checkWords(options, { steps: stepIds(project), agents: agentNames(project.config.agents) });
  const named = namedScope(options, board);
  const choice = options.continue
    ? chooseRun(
        project.runs,
        { runId: target, scope: named ?? (options.auto ? { kind: "board" } : undefined) },
        project.root,
      )
    : ({ kind: "none" } satisfies Choice);
  // Where a crash left a finished run's checkpoint, `if-any` has nothing to go on with: stories may be new since.
  if (choice.kind === "finished" && (options.continue === true || target !== undefined)) {
    return alreadyFinished(ctx, project, choice.run, readsOnly(options));
  }
  if (options.continue === true && choice.kind === "none") throw noCheckpoint();
  const found = choice.kind === "run" ? choice.run : undefined;
  if (found?.scope.kind === "workflow") return runFile(ctx, project, found.scope, found, options, more);
  refuseWithoutFile(options);
  const continued = options.fresh ? undefined : found;
  const scope: RunScope = found?.scope ?? named ?? { kind: "board" };
  const kept = keptOptions(options, found?.state.options);
  const selection = selectionOf(scope, kept.options, options.until);
  const deps = await wire(ctx, project, { agent: kept.options.agent, ...more });
  const assessed = assessNow(project, selection, { run: continued?.state });
  const bad = continued ? undefined : unusableBoard(project, scope);
  const reruns = rerunsOf(deps, assessed, options);
  if (readsOnly(options)) {
    if (continued && scope.kind === "story") refuseGone(continued, assessed.board);
    if (continued && options.dryRun)
      refuseIfStrict(options, continued, warningsNow({ ctx, project, deps, assessed }, continued));
    const then = assessNow(foreseen(project, reruns), selection, { run: continued?.state });
    if (options.explain) return printExplanation(ctx, deps, then);
    return options.showPrompt ? printPrompt(ctx, deps, then, project) : printQueue(ctx, then);
  }
  const { performers, refused } = whoDoes(
    () => actionSteps(project).map((step) => deps.performerOf(step)),
    continued !== undefined,
  );
  refuseUnpriced(performers, kept.options.auto, options);
  const { runs } = project.runs.unfinished();
  const superseded = runs.filter((r) => r.runId !== continued?.runId && sameScope(r.scope, scope));
  if (bad) setAside(project, deps, bad);
  if (!continued && superseded.length === 0 && isIdle(project, assessed))
    return tellIdle(deps, assessed, options);
  const { concurrency = 1, abort = new AbortController() } = more;
  const summary = await startRun({
    ...{ ctx, project, deps, options, scope, selection, kept, continued, superseded, assessed, reruns },
    ...{ concurrency, abort, refused },
  });
  return summary.exitCode;
}

/** As the real run does, before it starts anything. */
function refuseGone({ runId, state }: FoundRun, board: Board): void {
  for (const [, path] of missingStories(state, board)) throw missingError(runId, path);
}

function readsOnly({ dryRun, explain, showPrompt }: RunOptions): boolean {
  return dryRun || explain || showPrompt;
}

/** A board's checkpoint that a new run would replace and nobody can read. Throws UserError where a newer tool can. */
function unusableBoard(project: Project, scope: RunScope): UnusableCheckpoint | undefined {
  if (scope.kind !== "board") return undefined;
  const bad = project.runs.unfinished().unusable.find((u) => u.path === project.layout.boardCheckpoint);
  if (bad?.why === "newer") throw unusableError(bad, project.root);
  return bad;
}

function setAside(project: Project, deps: Deps, { path, detail }: UnusableCheckpoint): void {
  const kept = project.runs.setAside(path);
  const text = `The checkpoint could not be read (${detail}); it was moved to ${kept}.`;
  deps.reporter.event({ type: "warning", code: "checkpoint", text });
}

/** A workflow file that was named: its run is started, or gone on with. */
async function runFileNamed(
  ctx: CommandContext,
  project: Project,
  target: string,
  options: RunOptions,
  more: RunMore,
): Promise<ExitCode> {
  const scope = workflowScope(ctx, project.root, target);
  if (!options.continue) return runFile(ctx, project, scope, undefined, options, more);
  const choice = chooseRun(project.runs, { scope }, project.root);
  if (choice.kind === "none" && options.continue === true) throw noCheckpoint();
  if (choice.kind === "finished" && options.continue === true) {
    return alreadyFinished(ctx, project, choice.run, readsOnly(options));
  }
  return runFile(ctx, project, scope, choice.kind === "run" ? choice.run : undefined, options, more);
}

/** What only a workflow file has. */
function refuseWithoutFile(options: RunOptions): void {
  const given = [
    ["--only", options.only],
    ["--input", options.inputs],
    ["--concurrency", options.concurrency],
  ] as const;
  const lone = given.find(([, value]) => value !== undefined);
  if (!lone) return;
  throw new UserError(
    ExitCode.usage,
    `${lone[0]} belongs to workflow files, and this is a run of the board`,
    {
      fix:
        lone[0] === "--only"
          ? "For one story's action: agentic-sdlc run --story <story> --action <action>"
          : `Name the file: agentic-sdlc run <file.yaml> ${lone[0]} …`,
    },
  );
}

function checkCombination(target: string | undefined, options: RunOptions, file: boolean): void {
  if (target !== undefined && !options.continue && !file) {
    throw new UserError(ExitCode.usage, `run ${target}: there is no such workflow file`, {
      fix: `For a story: agentic-sdlc run --story ${target}`,
    });
  }
  const needContinue = [
    ["--explain", options.explain],
    ["--strict", options.strict],
    ["--force-continue", options.forceContinue],
    ["--rerun", options.rerun !== undefined],
    ["--rerun-changed", options.rerunChanged],
    ["--only", options.only !== undefined],
  ] as const;
  const lone = needContinue.find(([, given]) => given && !options.continue);
  if (lone)
    throw new UserError(ExitCode.usage, `${lone[0]} needs --continue`, {
      fix: `agentic-sdlc run --continue ${lone[0]}`,
    });
  if (options.action !== undefined && options.auto) {
    throw new UserError(ExitCode.usage, "--action and --auto cannot be given together", {
      why: "--action asks for one action, --auto for all of them.",
      fix: "To stop after an action: --auto --until <action>",
    });
  }
}

function stepIds({ workflows }: Project): string[] {
  return [...new Set(workflows.names.flatMap((name) => workflows.get(name).workflow.steps.map((s) => s.id)))];
}

function actionSteps({ workflows }: Project): ActionStep[] {
  const steps = workflows.names.flatMap((name) => workflows.get(name).workflow.steps);
  return steps.filter((s) => s.type === "action");
}

/** A run that is over: what a crash left of its checkpoint is cleared away. */
async function alreadyFinished(
  ctx: CommandContext,
  project: Project,
  found: Extract<Choice, { kind: "finished" }>["run"],
  readsOnly: boolean,
): Promise<ExitCode> {
  if (found.checkpoint !== undefined && !readsOnly) {
    const open = await project.runs.open(found);
    open.archive();
    open.release();
  }
  const text = "Previous workflow completed. No actions to resume.";
  ctx.stdout.write(ctx.json ? `${JSON.stringify({ schemaVersion: 1, type: "note", text })}\n` : `${text}\n`);
  return ExitCode.ok;
}

function noCheckpoint(): UserError {
  return new UserError(
    ExitCode.noCheckpoint,
    "No checkpoint found. Remove --continue flag to start a new workflow.",
    { fix: "Or, to go on if there is something to go on with: --continue=if-any" },
  );
}
