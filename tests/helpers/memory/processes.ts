import type { Processes, ShellOptions, ShellRun } from "../../../src/engine/ports/processes.ts";

/** A process of the machine, as its program sees it. */
export interface MemoryProcess {
  readonly command: string;
  readonly stdin: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Aborts when it is killed; nothing that it does afterwards counts. */
  readonly killed: AbortSignal;
  /** Starts another one, which carries the same token and may outlive it. */
  fork(program: Program): void;
}

/** What a command does: to its exit code and outputs, or to none, where it only waits to be killed. */
export type Program = (process: MemoryProcess) => Ended | Promise<Ended>;
type Ended = { readonly exitCode?: number; readonly stdout?: string; readonly stderr?: string };

/** Processes that are functions. `program` says what a command does. */
export class MemoryProcesses implements Processes {
  /** Tokens whose processes were ended. */
  readonly ended: string[] = [];
  program: Program;
  readonly #alive = new Map<string, Set<AbortController>>();
  #pid = 0;

  constructor(program: Program) {
    this.program = program;
  }

  /** How many processes carry the token. */
  alive(token: string): number {
    return this.#alive.get(token)?.size ?? 0;
  }

  /** Starts what nobody waits for: its runner died. */
  abandon(command: string, token: string): void {
    void this.#start(command, { token, stdin: "", variables: {} }, this.program).running;
  }

  async shell(command: string, options: ShellOptions): Promise<ShellRun> {
    const { token, stdin = "", variables = {}, timeoutMs, signal } = options;
    const began = performance.now();
    let timedOut = false;
    let ended: Ended | undefined;
    if (!signal.aborted) {
      const { running, kill } = this.#start(command, { token, stdin, variables }, this.program);
      const late = () => {
        timedOut = true;
        kill();
      };
      const timer = timeoutMs === undefined ? undefined : setTimeout(late, timeoutMs);
      signal.addEventListener("abort", kill, { once: true });
      options.onStart?.({ pid: ++this.#pid, startTime: `${this.#pid}` });
      ended = await running;
      clearTimeout(timer);
      signal.removeEventListener("abort", kill);
      this.#kill(token);
    }
    const { exitCode = 0, stdout = "", stderr = "" } = ended ?? {};
    const killed = ended === undefined || signal.aborted;
    const both = options.unheard ? (stderr.trim() === "" ? stdout : stderr) : stdout + stderr;
    return {
      exitCode: killed ? null : exitCode,
      signal: killed ? "SIGKILL" : null,
      durationMs: performance.now() - began,
      tail: both.slice(-4096),
      ...{ stdout, stderr, timedOut },
    };
  }

  async end({ token }: Parameters<Processes["end"]>[0]): Promise<void> {
    this.ended.push(token);
    this.#kill(token);
  }

  #start(
    command: string,
    given: { readonly token: string } & Pick<MemoryProcess, "stdin" | "variables">,
    program: Program,
  ): { running: Promise<Ended | undefined>; kill: () => void } {
    const { token, stdin, variables } = given;
    const controller = new AbortController();
    const { signal: killed } = controller;
    const ours = this.#alive.get(token) ?? new Set();
    this.#alive.set(token, ours.add(controller));
    const fork = (child: Program) => void this.#start(command, given, child).running;
    const dead = new Promise<undefined>((resolve) => {
      killed.addEventListener("abort", () => resolve(undefined), { once: true });
    });
    const ended = Promise.resolve(program({ command, stdin, variables, killed, fork }));
    const running = Promise.race([ended, dead]).finally(() => ours.delete(controller));
    return { running, kill: () => controller.abort("killed") };
  }

  #kill(token: string): void {
    for (const process of this.#alive.get(token) ?? []) process.abort("killed");
    this.#alive.delete(token);
  }
}

/** A program that waits until it is killed. */
export const forever: Program = () => new Promise(() => {});
