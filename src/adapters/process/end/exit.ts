import { signalGroup } from "../platform/signals.ts";
import { noneLeftOf } from "./newborns.ts";

/** What the system tells of a process that has exited. */
export interface ExitStatus {
  readonly exitCode: number | null;
  readonly signal: string | null;
}

/** The exit of a process, with which what is left of its group is killed at once. */
export class Exit {
  /** Resolves when it has exited, or is given up. */
  readonly status: Promise<ExitStatus>;
  /** Nothing that it started lived when it exited; false also where that could not be told. */
  wasAlone = false;
  readonly #token: string;
  #pid: number | undefined;
  #resolve: (status: ExitStatus) => void = () => {};

  constructor(token: string) {
    this.#token = token;
    this.status = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  /** The process runs, under this number. It may have exited before that is known. */
  of(pid: number): void {
    this.#pid = pid;
  }

  /** To be called with what the system tells, the moment it does. */
  readonly happened = (exitCode: number | null, signal: string | null): void => {
    // At once: the group's number is ours only until it is given away again.
    if (this.#pid !== undefined) {
      this.wasAlone = noneLeftOf(this.#pid, this.#token);
      if (!this.wasAlone) signalGroup(this.#pid, "SIGKILL");
    }
    this.#resolve({ exitCode, signal });
  };

  /** It is stuck in the kernel, and will never exit. */
  readonly giveUp = (): void => this.#resolve({ exitCode: null, signal: "SIGKILL" });
}
