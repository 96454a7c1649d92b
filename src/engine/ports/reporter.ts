import type { RunEvent } from "./events.ts";

/** Who is told of a run while it runs. A slow, closed or broken listener must never stop a run, nor make it wait. */
export interface Reporter {
  /** Takes the next event, in order. Must not throw, also after `close`. */
  event(event: RunEvent): void;
  /** Called once, last. Resolves when everything was written, or cannot be. */
  close(): Promise<void>;
  /** Shows nothing more until what it returns is called: a person is being asked something. Then it makes up for it. */
  hold?(): () => void;
}
