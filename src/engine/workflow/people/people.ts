import {
  type DecidedKind,
  decisionIn,
  type NodeDecision,
  waitsFor,
} from "../../../domain/decide/node/waiting.ts";
import type { Reporter } from "../../ports/reporter.ts";
import type { OpenRun } from "../../ports/run-store.ts";
import type { Invocation } from "../../run/invocation.ts";
import type { Hold } from "../slots.ts";
import type { NodeJournal } from "../walk/journal.ts";
import type { MayGoOn, Parking, WaitEnd } from "./parking.ts";

/**
 * Asks a person about a node: whether a gate may be passed, or what an agent wants to know. Resolves to undefined where
 * they decide later, and when `signal` aborts.
 */
export type AskPerson = (
  asked: { readonly kind: DecidedKind; readonly path: string; readonly message: string },
  signal: AbortSignal,
) => Promise<NodeDecision | undefined>;

/** How often messages are looked for while a node waits. */
export const lookMs = 300;

/** What the people are known by, and reached with, that nodes wait for. */
interface Outside {
  readonly run: OpenRun;
  readonly invocation: Invocation;
  readonly journal: NodeJournal;
  readonly parking: Parking;
  readonly reporter: Reporter;
  readonly askPerson: AskPerson | undefined;
}

/** The people that nodes wait for: the messages of the run's inbox, who is at the terminal, and who waits for them. */
export class People {
  readonly #outside: Outside;
  /** Messages that are recorded, or are about to be. */
  readonly #taken = new Set<string>();
  #asking: Promise<unknown> = Promise.resolve();

  constructor(outside: Outside) {
    this.#outside = outside;
    outside.invocation.signal.addEventListener("abort", () => outside.parking.close());
  }

  /** Records what people decided about nodes that wait, and lets them go on; says where nothing waits. */
  take(): void {
    const { run, invocation, journal, parking, reporter } = this.#outside;
    if (invocation.signal.aborted) return;
    for (const { name, message } of run.messages()) {
      if (this.#taken.has(name)) continue;
      this.#taken.add(name);
      const { path = "", decision } = decisionIn(message) ?? {};
      if (decision && waitsFor(journal.node(path), decision)) {
        // What it lets go on is recorded after this.
        void journal.record({ ...decision, path, inbox: name }).then(() => this.#forget(name));
        parking.decide(path);
      } else {
        this.#forget(name);
        const text = `${path || name}: nothing waits there`;
        reporter.event({ type: "warning", code: "inbox", text });
      }
    }
  }

  #forget(name: string): void {
    const { run, journal } = this.#outside;
    journal.write(() => run.forgetMessage(name));
  }

  /** Counts as being at work, in the places that it holds, until it resolves. */
  work<T>(hold: Hold | undefined, work: () => Promise<T>): Promise<T> {
    return this.#outside.parking.work(async () => {
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
  wait(path: string, hold: Hold | undefined, mayGoOn?: MayGoOn): Promise<WaitEnd> {
    return this.#outside.parking.wait(path, hold, lookMs, mayGoOn);
  }

  /** Whether somebody is at the terminal. */
  get areHere(): boolean {
    return this.#outside.askPerson !== undefined;
  }

  /** Asks who is at the terminal, one question after the other; `signal` takes it back. */
  ask(...[asking, signal]: Parameters<AskPerson>): ReturnType<AskPerson> {
    const { askPerson, invocation } = this.#outside;
    const asked = this.#asking.then(async () => {
      return invocation.over || signal.aborted ? undefined : askPerson?.(asking, signal);
    });
    this.#asking = asked.catch(() => {});
    return asked;
  }
}
