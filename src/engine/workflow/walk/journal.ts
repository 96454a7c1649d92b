import type { NodeRecord } from "../../../domain/journal/node-record.ts";
import { type NodeState, Nodes } from "../../../domain/journal/nodes.ts";
import { itemsOf } from "../../../domain/journal/path.ts";
import type { NodeEvent } from "../../ports/events.ts";
import type { Reporter } from "../../ports/reporter.ts";
import type { OpenRun } from "../../ports/run-store.ts";
import type { Invocation } from "../../run/invocation.ts";
import type { Parking } from "../people/parking.ts";

/** What happens to the nodes of a run: recorded, in the checkpoint, and told. */
export class NodeJournal {
  readonly #run: OpenRun;
  readonly #invocation: Invocation;
  readonly #parking: Parking;
  readonly #reporter: Reporter;
  readonly #nodesBefore: readonly string[];
  #itemsBefore: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  #checkpointDue = false;

  constructor(run: OpenRun, invocation: Invocation, parking: Parking, reporter: Reporter) {
    this.#run = run;
    this.#invocation = invocation;
    this.#parking = parking;
    this.#reporter = reporter;
    this.#nodesBefore = [...this.nodes.all()].map(({ path }) => path);
  }

  get nodes(): Nodes {
    return this.#run.state.nodes ?? new Nodes();
  }

  node(path: string): NodeState | undefined {
    return this.#run.state.nodes?.get(path);
  }

  /** The keys of the items that a collection had in earlier invocations. */
  itemsBefore(path: string): Iterable<string> {
    this.#itemsBefore ??= itemsOf(this.#nodesBefore);
    return this.#itemsBefore.get(path) ?? [];
  }

  /**
   * Records; durable when it resolves. What is recorded without waiting for it is durable before anything that is
   * waited for later. Never rejects: a state that cannot be saved stops everything.
   */
  async record(...records: NodeRecord[]): Promise<void> {
    try {
      // What is done next begins before those who wait for people are told that nothing is.
      await this.#parking.work(() => this.#run.record(...records));
    } catch (error) {
      this.#invocation.fail(error);
    }
  }

  tell(event: NodeEvent): void {
    this.#reporter.event(event);
  }

  /** Today has this node no more: it is named, once, and never runs. */
  retire(path: string): void {
    if (this.node(path)?.retired) return;
    void this.record({ type: "retired", path });
    this.tell({ type: "node-retired", path });
  }

  /** Writes the checkpoint once for all that ends in this turn of the event loop. */
  checkpointSoon(): void {
    if (this.#checkpointDue) return;
    this.#checkpointDue = true;
    setImmediate(() => {
      this.#checkpointDue = false;
      this.write(() => this.#run.checkpoint());
    });
  }

  /** Writes, where all before it was saved; what cannot be written stops everything. */
  write(write: () => void): void {
    if (!this.#invocation.saved) return;
    try {
      write();
    } catch (error) {
      this.#invocation.fail(error);
    }
  }
}
