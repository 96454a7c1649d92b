import { join } from "node:path";
import { problemsError } from "../../adapters/config/source/problems.ts";
import { readWorkflowFile, type WorkflowFile } from "../../adapters/config/workflow/file.ts";
import { keepLean } from "../../adapters/process/start/lean.ts";
import { UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import type { RunSummary } from "../../engine/ports/events.ts";
import type { Performer } from "../../engine/ports/performer.ts";
import type { FoundRun, OpenRun } from "../../engine/ports/run-store.ts";
import { runWorkflow } from "../../engine/workflow/run.ts";
import { checkAlone, checkRerun } from "../../engine/workflow/walk/only.ts";
import type { WorkflowDeps, WorkflowRequest } from "../../engine/workflow/walk/walk.ts";
import type { Project } from "../open.ts";
import { resumingWorkflow } from "../plan/file/resuming.ts";
import { fileWarnings, killedWarning } from "../plan/file/warnings.ts";
import type { FilePlan } from "../plan/plan.ts";
import { type Warning, warningsOf } from "../plan/warnings.ts";
import { wire } from "../wire.ts";
import { execute } from "./execute.ts";
import { workflowDeps } from "./file-deps.ts";
import { inputsBefore, type RunInputs, readInputs } from "./inputs.ts";
import type { AskSecret, Means } from "./means.ts";
import { outlookOn } from "./outlook.ts";
import { refusalOf } from "./performers.ts";
import { commonRequest } from "./request.ts";

/** A workflow file's run, with its file and its inputs. */
interface FileWork {
  readonly plan: FilePlan;
  readonly file: WorkflowFile;
  readonly inputs: RunInputs;
  /** What it keeps of its options. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** Reads a planned run's file, with all that it starts. Throws UserError (exit 2) naming everything that is wrong. */
export function readPlannedFile({ root }: Project, { scope, asked, continued }: FilePlan): WorkflowFile {
  const { file, problems } = readWorkflowFile(join(root, scope.file), { from: root, root });
  if (!file) throw problemsError(problems);
  if (asked.only !== undefined) checkAlone(asked.only, file);
  if (asked.rerun !== undefined) checkRerun(asked.rerun, file, continued?.state.nodes);
  return file;
}

/** Where its inputs come from. */
export function inputSources({ cwd }: Project, { asked, continued }: FilePlan) {
  const before = continued && inputsBefore(continued.state.options);
  return { given: asked.inputs ?? [], from: cwd, before };
}

/** Reads its inputs. Throws UserError (exit 2): they are wrong, or not those that what is done was made of. */
export async function readPlannedInputs(
  project: Project,
  plan: FilePlan,
  { workflow }: WorkflowFile,
  askSecret: AskSecret | undefined,
): Promise<RunInputs> {
  const { asked, continued } = plan;
  const inputs = await readInputs(workflow, { ...inputSources(project, plan), askSecret });
  if (!continued || inputs.changed.length === 0 || asked.rerunChanged || asked.forceContinue) return inputs;
  const { runId } = continued;
  throw new UserError(ExitCode.usage, `Run ${runId} was given other inputs: ${inputs.changed.join(", ")}`, {
    why: "What is done was made of those.",
    fix: "Have what they made done again: --rerun-changed. Or let it stand, and give these to the rest: --force-continue",
  });
}

/** Runs a workflow file as it was planned. Throws as `execute` does. */
export async function runFilePlan(project: Project, plan: FilePlan, means: Means): Promise<RunSummary> {
  const file = readPlannedFile(project, plan);
  const inputs = await readPlannedInputs(project, plan, file, means.askSecret);
  const { asked, continued } = plan;
  const options = keptOf(plan, inputs);
  const { agent, concurrency } = options as { readonly agent?: string; readonly concurrency?: unknown };
  const wired = wire(project, { agent, reporter: means.reporter, secrets: [...inputs.secrets.values()] });
  const deps = workflowDeps(project, wired, { secrets: inputs.secrets, agent, askPerson: means.askPerson });
  const find = () => performersOf(file, deps.performerFor);
  const refused = refusalOf(find, { goesOn: continued !== undefined, auto: true, asked });
  const work = { plan, file, inputs, options };
  const request: WorkflowRequest = {
    ...commonRequest(project, asked, refused),
    ...{ selection: {}, auto: true, alsoRecover: [] },
    concurrency: typeof concurrency === "number" ? concurrency : Number.POSITIVE_INFINITY,
    ...(asked.only === undefined ? {} : { only: asked.only }),
    rerunChanged: asked.rerunChanged,
  };
  keepLean();
  return execute(
    project,
    {
      plan,
      deps,
      options,
      workflow: { name: file.workflow.name, hash: file.hash },
      warnings: (run) => warningsNow(project, work, run),
      perform: (run) => perform(project, work, deps, run, request, means.abort),
    },
    means,
  );
}

/** What a run keeps of its options, to go on with after an interruption. */
function keptOf({ asked, continued }: FilePlan, { kept, secretNames }: RunInputs) {
  const { concurrency, agent } = asked;
  return {
    ...continued?.state.options,
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(agent === undefined ? {} : { agent }),
    inputs: kept,
    ...(secretNames.length === 0 ? {} : { secrets: secretNames }),
  };
}

/** None of a run that somebody else holds: it cannot be gone on with. */
function warningsNow(project: Project, { plan, ...today }: FileWork, run: FoundRun): Warning[] {
  const { asked } = plan;
  if (run.holder !== undefined && !asked.takeOver) return [];
  const at = { now: project.clock.now(), maxAgeMs: project.config.checkpoint.maxAge };
  return [...killedWarning(run), ...warningsOf(run, at, fileWarnings(run, { ...today, asked }))];
}

async function perform(
  project: Project,
  { plan: { asked, continued }, file, inputs }: FileWork,
  deps: Omit<WorkflowDeps, "readText">,
  run: OpenRun,
  request: WorkflowRequest,
  abort: AbortController,
): Promise<RunSummary> {
  if (continued) {
    const outlook = outlookOn(project, file, run.state, inputs, asked);
    deps.reporter.event(resumingWorkflow(run.state, outlook));
    // Whoever looks shall see that it runs again; and a dead runner may have left the last one unsynced.
    run.checkpoint("now");
  }
  const reopen = asked.rerun === undefined ? [] : [asked.rerun];
  return runWorkflow(deps, run, request, { tree: file, inputs: inputs.values, reopen }, abort);
}

/** Nothing runs where an agent is not to be had. */
function performersOf(file: WorkflowFile, performerFor: WorkflowDeps["performerFor"]): Performer[] {
  const own = [...file.workflow.steps, ...file.workflow.finally].flatMap((step) => {
    return step.type === "agent" ? [performerFor(step)] : [];
  });
  const children = [...new Set(file.children.values())];
  return [...own, ...children.flatMap((child) => performersOf(child, performerFor))];
}
