import type { RunEvent } from "./events.ts";

/** Receives a run's events. Must not throw; a slow or closed terminal must never stop a run. */
export interface Reporter {
  event(event: RunEvent): void;
  /** Called once, last. Resolves when everything was written, or cannot be. */
  close(): Promise<void>;
  /** Shows nothing more until what it returns is called: a person is being asked something. Then it makes up for it. */
  hold?(): () => void;
}
