import { type ChildProcess, fork } from "node:child_process";
import { dirname, join } from "node:path";
import { bin } from "../cli.ts";

const host = join(dirname(bin), "../tests/helpers/left/host.mjs");

interface Answer {
  /** `null` where it threw what it never may. */
  readonly code: number | null;
  readonly stdout: string;
}

/** The built command line, for many commands; see host.mjs. To be ended. */
export class CommandLine {
  readonly #host: ChildProcess;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #count = 0;

  constructor() {
    const failed = process.env.AGENTIC_SDLC_TEST_BUILD_FAILED;
    if (failed) throw new Error(`the command line does not build:\n${failed}`);
    this.#host = fork(host, {
      execArgv: [],
      env: { PATH: process.env.PATH, LANG: "C.UTF-8" },
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    const settle = (id: number, answer: Answer) => {
      this.#waiting.get(id)?.(answer);
      this.#waiting.delete(id);
    };
    this.#host.on("message", ({ id, ...answer }: Answer & { id: number }) => settle(id, answer));
    this.#host.on("exit", () => {
      for (const id of this.#waiting.keys()) settle(id, { code: null, stdout: "its process has ended" });
    });
  }

  /** Runs it to its end in a folder. */
  run(args: readonly string[], cwd: string): Promise<Answer> {
    return new Promise((resolve) => {
      this.#count += 1;
      this.#waiting.set(this.#count, resolve);
      this.#host.send({ id: this.#count, args, cwd });
    });
  }

  end(): void {
    this.#host.disconnect();
  }
}
