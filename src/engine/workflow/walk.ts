import type { FrameWorld } from "../../domain/decide/node/frame.ts";
import type { AgentStepDefinition } from "../../domain/definition/file/definition.ts";
import type { NodeRecord } from "../../domain/journal/node-record.ts";
import { type NodeState, Nodes } from "../../domain/journal/nodes.ts";
import { isWithin, itemsOf } from "../../domain/journal/path.ts";
import type { RunState } from "../../domain/journal/run-state.ts";
import type { Deps } from "../deps.ts";
import type { NodeEvent } from "../ports/events.ts";
import type { Performer } from "../ports/performer.ts";
import type { OpenRun } from "../ports/run-store.ts";
import type { Workspace } from "../ports/workspace.ts";
import { Invocation } from "../run/invocation.ts";
import type { RunRequest, Stop } from "../run/request.ts";
import type { Tally } from "../run/tally.ts";
import { Messages } from "./messages.ts";
import { type MayGoOn, Parking, type WaitEnd } from "./parking.ts";
import type { AskPerson } from "./person.ts";
import { type Hold, Slots } from "./slots.ts";

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

/** How often messages are looked for while a node waits. */
export const lookMs = 300;

/** One invocation's walk over a workflow file: what all its nodes share. */
export class Walk {
  readonly deps: WorkflowDeps;
  readonly run: OpenRun;
  readonly request: WorkflowRequest;
  readonly slots: Slots;
  readonly parking: Parking;
  readonly invocation: Invocation;
  #checkpointDue = false;
  readonly #nodesBefore: readonly string[];
  #itemsBefore: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  readonly #messages = new Messages(this);
  #asking: Promise<unknown> = Promise.resolve();

  constructor(deps: WorkflowDeps, run: OpenRun, request: WorkflowRequest, abort: AbortController) {
    this.deps = deps;
    this.run = run;
    this.request = request;
    this.invocation = new Invocation(deps, run, request, abort);
    this.slots = new Slots(request.concurrency);
    this.parking = new Parking(() => this.takeMessages());
    this.#nodesBefore = [...this.nodes.all()].map(({ path }) => path);
    this.signal.addEventListener("abort", () => this.parking.close());
  }

  /** Aborts when the run is to stop: a signal, or a state that could not be saved. */
  get signal(): AbortSignal {
    return this.invocation.signal;
  }

  /** What was done, failed and interrupted in this invocation. */
  get tally(): Tally {
    return this.invocation.tally;
  }

  get state(): RunState {
    return this.run.state;
  }

  node(path: string): NodeState | undefined {
    return this.run.state.nodes?.get(path);
  }

  get nodes(): Nodes {
    return this.run.state.nodes ?? new Nodes();
  }

  /** Whether nothing new may start. */
  get over(): boolean {
    return this.invocation.over;
  }

  /** Whether a node is asked for: all are, or it is the one, part of it, or what it is part of. */
  isAsked(path: string): boolean {
    const { only } = this.request;
    return only === undefined || isWithin(path, only) || isWithin(only, path);
  }

  /**
   * Records; durable when it resolves. What is recorded without waiting for it is durable before anything that is
   * waited for later. Never rejects: a state that cannot be saved stops everything.
   */
  async record(...records: NodeRecord[]): Promise<void> {
    try {
      // What is done next begins before those who wait for people are told that nothing is.
      await this.parking.work(() => this.run.record(...records));
    } catch (error) {
      this.fail(error);
    }
  }

  /** Stops everything, with the last good state. */
  fail(error: unknown): void {
    this.invocation.fail(error);
  }

  /** Writes the checkpoint once for all that ends in this turn of the event loop. */
  checkpointSoon(): void {
    if (this.#checkpointDue) return;
    this.#checkpointDue = true;
    setImmediate(() => this.checkpoint());
  }

  checkpoint(now?: "now"): void {
    this.#checkpointDue = false;
    this.write(() => this.run.checkpoint(now));
  }

  /** Writes, where all before it was saved; what cannot be written stops everything. */
  write(write: () => void): void {
    if (!this.invocation.saved) return;
    try {
      write();
    } catch (error) {
      this.fail(error);
    }
  }

  tell(event: NodeEvent): void {
    this.deps.reporter.event(event);
  }

  /** The bound that forbids another try, if any; it stops the run. */
  limit(): Stop | undefined {
    const stop = this.invocation.limit();
    if (stop) this.invocation.halt(stop);
    return stop;
  }

  /** Whether another try may start; else the run is told to stop. */
  mayTry(): boolean {
    if (this.over || this.limit()) return false;
    this.tally.actions++;
    return true;
  }

  /** What failed in a node may fail, or counts no more: it is tried again. */
  excuse(path: string): void {
    const { failed } = this.tally;
    const left = failed.filter((failure) => !isWithin(failure.path, path));
    failed.splice(0, failed.length, ...left);
  }

  /** The keys of the items that a collection had in earlier invocations. */
  itemsBefore(path: string): Iterable<string> {
    this.#itemsBefore ??= itemsOf(this.#nodesBefore);
    return this.#itemsBefore.get(path) ?? [];
  }

  /** Today has this node no more: it is named, once, and never runs. */
  retire(path: string): void {
    if (this.node(path)?.retired) return;
    void this.record({ type: "retired", path });
    this.tell({ type: "node-retired", path });
  }

  /** Records what people decided about nodes that wait, and lets them go on. */
  takeMessages(): void {
    if (!this.signal.aborted) this.#messages.take();
  }

  /** Counts as being at work, in the places that it holds, until it resolves. */
  work<T>(hold: Hold | undefined, work: () => Promise<T>): Promise<T> {
    return this.parking.work(async () => {
      const places = hold?.begin();
      if (places) await places;
      try {
        return await work();
      } finally {
        hold?.end();
      }
    });
  }

  /** Waits for a person's decision about a node that is parked, or until it may go on without one. */
  waitAt(path: string, hold: Hold | undefined, mayGoOn?: MayGoOn): Promise<WaitEnd> {
    return this.parking.wait(path, hold, lookMs, mayGoOn);
  }

  /** One question after the other; `signal` takes it back. */
  ask(...[asking, signal]: Parameters<AskPerson>): ReturnType<AskPerson> {
    const { askPerson } = this.deps;
    const asked = this.#asking.then(async () => {
      return this.over || signal.aborted ? undefined : askPerson?.(asking, signal);
    });
    this.#asking = asked.catch(() => {});
    return asked;
  }
}
