import { join } from "node:path";
import { attemptFolder, segment, storyFolder } from "../../adapters/files/layout.ts";
import { explainNodes, type NodeVerdict } from "../../domain/decide/node/explain.ts";
import type { Explanation } from "../../domain/decide/story/explain.ts";
import type { HeldStory, QueuedAction } from "../../domain/decide/story/queue.ts";
import { noExecution } from "../../domain/journal/apply.ts";
import { sessionToGoOnIn } from "../../engine/attempt/performer.ts";
import { assessNow } from "../../engine/story/assess-now.ts";
import { performerFor } from "../../engine/story/performer.ts";
import { missingError, missingStories } from "../../engine/story/reconcile.ts";
import type { Project } from "../open.ts";
import type { Assessed } from "../plan/board/assessed.ts";
import { explainAll } from "../plan/board/explain.ts";
import type { BoardPlan, FilePlan } from "../plan/plan.ts";
import { refuseIfStrict } from "../plan/warnings.ts";
import { type BoardWork, boardWork, warningsNow } from "./board.ts";
import { inputSources, readPlannedFile, readPlannedInputs } from "./file.ts";
import { knownInputs } from "./inputs.ts";
import type { AskSecret } from "./means.ts";
import { outlookOn } from "./outlook.ts";
import { foreseen } from "./rerun.ts";

/** What a planned run would do, as far as it was asked for. */
export type Foreseen =
  /** `--dry-run`: exactly the queue that the real run would start with. */
  | { readonly kind: "queue"; readonly queue: readonly QueuedAction[]; readonly held: readonly HeldStory[] }
  /** `--explain`: a verdict per action, and why. */
  | { readonly kind: "actions"; readonly actions: readonly Explanation[] }
  /** `--show-prompt`: what the agent of the first action would be told; none where none would be asked. */
  | { readonly kind: "prompt"; readonly prompt?: ForeseenPrompt }
  /** Of a workflow file: a verdict per node, and why. */
  | { readonly kind: "nodes"; readonly nodes: readonly NodeVerdict[] };

/** What an agent would be told. */
export interface ForeseenPrompt {
  /** The attempt's. */
  readonly path: string;
  readonly agent: string;
  readonly prompt: string;
}

/** Says what a planned run would do. Writes nothing, starts nothing. Throws UserError as the run would. */
export async function foresee(
  project: Project,
  plan: BoardPlan | FilePlan,
  askSecret?: AskSecret,
): Promise<Foreseen> {
  return plan.kind === "file" ? foreseeFile(project, plan, askSecret) : foreseeBoard(project, plan);
}

async function foreseeFile(
  project: Project,
  plan: FilePlan,
  askSecret: AskSecret | undefined,
): Promise<Foreseen> {
  const { asked, continued } = plan;
  const file = readPlannedFile(project, plan);
  // A verdict needs no secrets.
  const inputs = asked.explain
    ? knownInputs(file.workflow, inputSources(project, plan))
    : await readPlannedInputs(project, plan, file, askSecret);
  return { kind: "nodes", nodes: explainNodes(outlookOn(project, file, continued?.state, inputs, asked)) };
}

function foreseeBoard(project: Project, plan: BoardPlan): Foreseen {
  const { asked, continued, scope, selection } = plan;
  const work = boardWork(project, plan);
  const { assessed, deps, reruns } = work;
  if (continued && scope.kind === "story") {
    for (const [, path] of missingStories(continued.state, assessed.board))
      throw missingError(continued.runId, path);
  }
  if (continued && asked.dryRun) refuseIfStrict(asked, continued, warningsNow(project, work, continued));
  const then = assessNow(foreseen(project, reruns), selection, { run: continued?.state });
  if (asked.explain) return { kind: "actions", actions: explainAll(deps, then) };
  if (asked.showPrompt) return { kind: "prompt", ...promptOf(project, work, then) };
  return { kind: "queue", queue: then.queue, held: then.held };
}

function promptOf({ layout }: Project, { deps }: BoardWork, then: Assessed): { prompt?: ForeseenPrompt } {
  const top = then.queue[0];
  const story = then.board.stories.find((s) => s.id === top?.storyId);
  const decision = story && then.decisions.get(story.id);
  if (!top || !story || decision?.next.kind !== "start" || decision.next.step.type !== "action") return {};
  const { step, attempt, after } = decision.next;
  const execution = then.executions.get(story.id) ?? noExecution;
  const performer = performerFor(deps, step, execution);
  const resumes = sessionToGoOnIn(after, performer) === undefined ? undefined : after;
  const { prompt } = deps.prompts.render({
    story,
    step,
    workflow: deps.workflowOf(story),
    attempt,
    execution,
    checks: step.checks ? deps.config.checks : [],
    resumes,
    readText: (text) => deps.executions.readText(story.id, text),
    attemptDir: (a) => join(storyFolder(layout, story.id), attemptFolder(segment(a.action), a.attempt)),
  });
  return { prompt: { path: top.path, agent: performer.agent.name, prompt } };
}
