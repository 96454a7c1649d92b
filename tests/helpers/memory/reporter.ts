import type { RunEvent } from "../../../src/engine/ports/events.ts";
import type { Reporter } from "../../../src/engine/ports/reporter.ts";

/** Keeps what it is told. */
export class MemoryReporter implements Reporter {
  readonly events: RunEvent[] = [];

  event(event: RunEvent): void {
    this.events.push(event);
  }

  async close(): Promise<void> {}
}
