/** One supervisor for all agents, checks and scripts. Ends on `exit`, never on `close`: grandchildren hold streams open. */

import { climb, type Ladder } from "../end/ladder.ts";
import { register } from "../end/live.ts";
import { noneLeftOf } from "../end/newborns.ts";
import { endFound, lookFor, sendSignal } from "../end/survivors.ts";
import { type Limits, watch } from "../end/watchdog.ts";
import { OutputReader } from "../output/reader.ts";
import { startTimeOf } from "../platform/identity.ts";
import { type Dialogue, openDialogue } from "./dialogue.ts";
import { type Started, type StartOptions, start } from "./start.ts";

export interface SuperviseOptions extends StartOptions, Limits {
  /** The value of AGENTIC_SDLC_TOKEN in `env`: what carries it ends with the process. */
  readonly token: string;
  /** Asks the process to end (SIGINT, SIGTERM, SIGKILL, 2.5 s apart); the reason "now" kills it at once. */
  readonly signal?: AbortSignal;
  /** The signals that ask it to end, in order, before it is killed. Default: SIGINT, SIGTERM. */
  readonly asks?: readonly NodeJS.Signals[];
  /**
   * Asked after every line, until it is asked to end. "said": it has nothing more to say, however it ends; it is ended
   * after 5 s, and counts as having ended by itself, unless it goes on meanwhile. "hopeless": it is asked to end at once.
   */
  readonly over?: () => "said" | "hopeless" | undefined;
  /** What is said to the process while it runs; instead of `stdin`. */
  readonly dialogue?: Dialogue;
  /** Called first, and awaited, once the process runs. */
  readonly onStart?: (process: Pick<Started, "pid" | "startTime">) => void | Promise<void>;
  /** Called for every line, in order within a stream; awaited before the stream's next line. */
  readonly onLine?: (stream: "out" | "err", line: string) => void | Promise<void>;
}

/** How a process ended. Nothing of it is alive, but for `left`. */
export interface Ended {
  /** `exit`: by itself. `crash`: it could not be started. */
  readonly reason: "exit" | "timeout" | "stalled" | "aborted" | "not_installed" | "crash";
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Without suspended time. */
  readonly durationMs: number;
  /** Up to 8 MiB each: of more, the first and the last 4, with a note between. */
  readonly stdout: string;
  readonly stderr: string;
  /** How long it was silent, where that was too long. */
  readonly silentMs?: number;
  /** Why it could not be started. */
  readonly message?: string;
  /** Processes that could not be ended. */
  readonly left: readonly number[];
}

/** For what a program still has to do after its last word. */
const lingerMs = 5000;

/**
 * Runs a program to its end, within its limits. Resolves for everything the program does; rejects only with what
 * `onStart` or `onLine` threw, and then, too, only after everything was ended.
 */
export async function supervise(options: SuperviseOptions): Promise<Ended> {
  const { token, signal } = options;
  if (signal?.aborted) return notRun("aborted");
  const exit = deferred<{ readonly exitCode: number | null; readonly signal: string | null }>();
  let running: number | undefined;
  let alone = false;
  const started = await start(options, options.dialogue && "open", (exitCode, by) => {
    // At once: the group's number is ours only until it is given away again.
    if (running !== undefined) {
      alone = noneLeftOf(running, token);
      if (!alone) killGroup(running);
    }
    exit.resolve({ exitCode, signal: by });
  });
  if ("reason" in started) return notRun(started.reason, started.message);
  const { pid } = started;
  running = pid;
  const look = () => {
    const seen = startTimeOf(pid);
    return lookFor(token, seen === null || seen === started.startTime ? pid : undefined);
  };

  let reason: Ended["reason"] = "exit";
  let failure: { readonly error: unknown } | undefined;
  let ladder: Ladder | undefined;
  let over = false;
  let lingering: NodeJS.Timeout | undefined;
  let silentMs: number | undefined;
  let killing: Promise<void> | undefined;
  const kill = async () => {
    killGroup(pid);
    const { left } = await endFound(look);
    // Stuck in the kernel: it will never exit, and we must not wait for it.
    if (left.includes(pid)) exit.resolve({ exitCode: null, signal: "SIGKILL" });
  };
  let asked = false;
  const signals = (now: boolean) => {
    if (over) return;
    if (ladder && now) ladder.skip();
    ladder ??= climb(
      pid,
      () => {
        killing = kill();
      },
      now,
      options.asks,
    );
  };
  const stop = (why: Ended["reason"], now: boolean) => {
    if (over) return;
    if (!ladder && !asked && !lingering) reason = why;
    if (now || ladder || !talk) return signals(now);
    if (!asked) talk.cancel(() => signals(false));
    asked = true;
  };
  const talk = options.dialogue && started.input && openDialogue(options.dialogue, started.input);
  const guarded = async (call: () => void | Promise<void>) => {
    if (failure) return;
    try {
      await call();
    } catch (error) {
      failure ??= { error };
      stop("crash", true);
    }
  };

  const listen = async (stream: "out" | "err", line: string) => {
    await options.onLine?.(stream, line);
    if (ladder || asked) return;
    const state = options.over?.();
    if (over) return;
    if (state !== "said") {
      clearTimeout(lingering);
      lingering = undefined;
    }
    if (state === "hopeless") stop("exit", false);
    if (state === "said") lingering ??= setTimeout(() => stop("exit", false), lingerMs);
  };

  const onAbort = () => stop("aborted", signal?.reason === "now");
  const watchdog = watch(options, (limit, patienceMs) => {
    if (limit === "stalled") silentMs = patienceMs;
    stop(limit, false);
  });
  const endNow = () => stop("aborted", true);
  const unregister = register({ look, pause: watchdog.pause, resume: watchdog.resume, endNow });
  signal?.addEventListener("abort", onAbort);
  if (signal?.aborted) onAbort();

  await guarded(() => options.onStart?.(started));
  await guarded(() => talk?.start());
  const hear = (name: "out" | "err", line: string) => guarded(() => listen(name, line));
  const outputs = new OutputReader(started, options.onLine !== undefined, watchdog.touch, hear);
  const ended = await exit.promise;
  over = true;
  talk?.close();
  clearTimeout(lingering);
  watchdog.stop();
  ladder?.cancel();
  signal?.removeEventListener("abort", onAbort);
  // A kill under way would go on to end what the caller starts next with the same token.
  await killing;
  const { left } = !ladder && (alone || noneLeftOf(pid, token)) ? { left: [] } : await endFound(look);
  const { stdout, stderr } = await outputs.end(left.length === 0);
  started.giveBack();
  unregister();
  if (failure) throw failure.error;
  return {
    reason,
    exitCode: ended.exitCode,
    signal: ended.signal,
    durationMs: watchdog.activeMs(),
    stdout,
    stderr,
    silentMs,
    left,
  };
}

/** On Windows there are no groups; there what is found is ended one by one. */
function killGroup(pid: number): void {
  if (process.platform !== "win32") sendSignal(-pid, "SIGKILL");
}

function notRun(reason: Ended["reason"], message?: string): Ended {
  return { reason, exitCode: null, signal: null, durationMs: 0, stdout: "", stderr: "", message, left: [] };
}

function deferred<T>() {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((r) => {
    resolve = r;
  });
  return { promise, resolve };
}
