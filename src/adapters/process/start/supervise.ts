/** One supervisor for all agents, checks and scripts. Ends on `exit`, never on `close`: grandchildren hold streams open. */
import { type Ended, notRun } from "../end/ended.ts";
import { Ending } from "../end/ending.ts";
import { Exit } from "../end/exit.ts";
import { register } from "../end/live.ts";
import { noneLeftOf } from "../end/newborns.ts";
import { endFound, lookFor } from "../end/survivors.ts";
import { type Limits, watch } from "../end/watchdog.ts";
import { OutputReader } from "../output/reader.ts";
import { startTimeOf } from "../platform/identity.ts";
import { Calls } from "./calls.ts";
import { type Dialogue, openDialogue } from "./dialogue.ts";
import { type Started, type StartOptions, start } from "./start.ts";

/** What is run, within which limits, and who listens. */
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

/**
 * Runs a program to its end, within its limits. Resolves for everything the program does; rejects only with what
 * `onStart` or `onLine` threw, and then, too, only after everything was ended.
 */
export async function supervise(options: SuperviseOptions): Promise<Ended> {
  const { token, signal, asks } = options;
  if (signal?.aborted) return notRun("aborted");
  const exit = new Exit(token);
  const started = await start(options, options.dialogue && "open", exit.happened);
  if ("reason" in started) return notRun(started.reason, started.message);
  const { pid } = started;
  exit.of(pid);
  const look = () => {
    const seen = startTimeOf(pid);
    return lookFor(token, seen === null || seen === started.startTime ? pid : undefined);
  };

  const talk = options.dialogue && started.input && openDialogue(options.dialogue, started.input);
  const ending = new Ending({ pid, asks, look, askInWords: talk?.cancel, stuck: exit.giveUp });
  const calls = new Calls(() => ending.stop("crash", true));
  const watchdog = watch(options, (limit, patienceMs) => ending.stopAtLimit(limit, patienceMs));
  const { pause, resume } = watchdog;
  const unregister = register({ look, pause, resume, endNow: () => ending.stop("aborted", true) });
  const onAbort = () => ending.stop("aborted", signal?.reason === "now");
  signal?.addEventListener("abort", onAbort);
  if (signal?.aborted) onAbort();

  await calls.make(() => options.onStart?.(started));
  await calls.make(() => talk?.start());
  const hear = (stream: "out" | "err", line: string) =>
    calls.make(async () => {
      await options.onLine?.(stream, line);
      ending.heed(options.over);
    });
  const outputs = new OutputReader(started, options.onLine !== undefined, watchdog.touch, hear);
  const status = await exit.status;
  talk?.close();
  watchdog.stop();
  signal?.removeEventListener("abort", onAbort);
  await ending.exited();
  const isAlone = !ending.isSignalled && (exit.wasAlone || noneLeftOf(pid, token));
  const { left } = isAlone ? { left: [] } : await endFound(look);
  const texts = await outputs.end(left.length === 0);
  started.giveBack();
  unregister();
  calls.rethrow();
  const { reason, silentMs } = ending;
  return { reason, ...status, durationMs: watchdog.activeMs(), ...texts, silentMs, left };
}
