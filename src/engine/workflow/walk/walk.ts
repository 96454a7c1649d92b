import type { FrameWorld } from "../../../domain/decide/node/frame.ts";
import type { AgentStepDefinition } from "../../../domain/definition/file/definition.ts";
import type { Deps } from "../../deps.ts";
import type { Performer } from "../../ports/performer.ts";
import type { OpenRun } from "../../ports/run-store.ts";
import type { Workspace } from "../../ports/workspace.ts";
import { Invocation } from "../../run/invocation.ts";
import type { RunRequest } from "../../run/request.ts";
import { Parking } from "../people/parking.ts";
import { type AskPerson, People } from "../people/people.ts";
import { Slots } from "../slots.ts";
import { NodeJournal } from "./journal.ts";

/** What an invocation asks of a workflow file's run, beside what it asks of any. */
export interface WorkflowRequest extends RunRequest {
  /** Only this node. */
  readonly only?: string;
  /** What changed, and what consumed it, is done again. */
  readonly rerunChanged: boolean;
}

/** What a walk needs of the outside beside what stories do. */
export interface WorkflowDeps extends Deps, FrameWorld {
  /** The project's root: where scripts and agents work. */
  readonly root: string;
  readonly workspace: Workspace;
  /** What scripts' environment begins with. */
  readonly scriptEnv: Readonly<Record<string, string>>;
  /** What agents' does. */
  readonly agentEnv: Readonly<Record<string, string>>;
  /** Values that no step's output may hold, by what to call them. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Who does an agent's step. Throws UserError (exit 2) where there is no such agent. */
  readonly performerFor: (step: AgentStepDefinition) => Performer;
  /** A person at the terminal; undefined where there is none. */
  readonly askPerson?: AskPerson;
}

/** One invocation's walk over a workflow file: what all its nodes share. */
export interface Walk {
  readonly deps: WorkflowDeps;
  readonly run: OpenRun;
  readonly request: WorkflowRequest;
  /** Its bounds, what it came to, and what stops it. */
  readonly invocation: Invocation;
  /** What happens to nodes. */
  readonly journal: NodeJournal;
  /** Whom nodes wait for. */
  readonly people: People;
  /** Places of what works at the same time. */
  readonly slots: Slots;
}

/** Begins an invocation's walk. */
export function beginWalk(
  deps: WorkflowDeps,
  run: OpenRun,
  request: WorkflowRequest,
  abort: AbortController,
): Walk {
  const { reporter, askPerson } = deps;
  const invocation = new Invocation(deps, run, request, abort);
  const parking: Parking = new Parking(() => people.take());
  const journal = new NodeJournal(run, invocation, parking, reporter);
  const people = new People({ run, invocation, journal, parking, reporter, askPerson });
  return { deps, run, request, invocation, journal, people, slots: new Slots(request.concurrency) };
}
