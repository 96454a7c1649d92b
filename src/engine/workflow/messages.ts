import { decisionIn, waitsFor } from "../../domain/decide/node/waiting.ts";
import type { Walk } from "./walk.ts";

/** What people decide about nodes while nobody, or this invocation, holds the run: the messages of its inbox. */
export class Messages {
  readonly #walk: Walk;
  /** Those that are recorded, or are about to be. */
  readonly #taken = new Set<string>();

  constructor(walk: Walk) {
    this.#walk = walk;
  }

  /** Records what was decided about nodes that wait, and lets them go on; says where nothing waits. */
  take(): void {
    const { run, parking, deps } = this.#walk;
    for (const { name, message } of run.messages()) {
      if (this.#taken.has(name)) continue;
      this.#taken.add(name);
      const { path = "", decision } = decisionIn(message) ?? {};
      if (decision && waitsFor(this.#walk.node(path), decision)) {
        // What it lets go on is recorded after this.
        void this.#walk.record({ ...decision, path, inbox: name }).then(() => this.#forget(name));
        parking.decide(path);
      } else {
        this.#forget(name);
        const text = `${path || name}: nothing waits there`;
        deps.reporter.event({ type: "warning", code: "inbox", text });
      }
    }
  }

  #forget(name: string): void {
    const { run } = this.#walk;
    this.#walk.write(() => run.forgetMessage(name));
  }
}
