import type { Wait } from "../../domain/agent/attempt.ts";
import type { RunState } from "../../domain/journal/run-state.ts";
import type { Deps } from "../deps.ts";
import type { RunSession } from "../ports/run-store.ts";
import { reachedLimit, remainingUsd } from "./limits.ts";
import type { RunRequest, Stop } from "./request.ts";
import { Tally } from "./tally.ts";

/**
 * What all of one invocation of a run shares, whatever it runs: what it is asked, what it has used and come to, and what
 * stops it. Its own state is only what this invocation did; all else is read from the journals.
 */
export class Invocation {
  readonly run: RunSession;
  readonly request: RunRequest;
  readonly tally = new Tally();
  /** When it began (ms). */
  readonly startedAt: number;
  readonly #deps: Pick<Deps, "config" | "clock" | "reporter">;
  readonly #abort: AbortController;
  readonly #costBefore: number;
  #underWay = 0;
  #stop: Stop | undefined;
  #notSaved: { readonly error: unknown } | undefined;

  /** `abort` stops the run; its reason is the signal's name. */
  constructor(
    deps: Pick<Deps, "config" | "clock" | "reporter">,
    run: RunSession,
    request: RunRequest,
    abort: AbortController,
  ) {
    this.#deps = deps;
    this.run = run;
    this.request = request;
    this.#abort = abort;
    this.startedAt = deps.clock.now().getTime();
    this.#costBefore = run.state.costUsd;
  }

  get state(): RunState {
    return this.run.state;
  }

  /** Aborts when the run is to stop: a signal, or a state that could not be saved. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** USD, of this invocation. */
  get costUsd(): number {
    return this.run.state.costUsd - this.#costBefore;
  }

  /** Ms since it began. */
  get durationMs(): number {
    return this.#deps.clock.now().getTime() - this.startedAt;
  }

  /** Actions, and tries at nodes, that came to their end, and those under way: for `--max-actions`. */
  get actions(): number {
    return this.tally.actions + this.#underWay;
  }

  /** Counts as under way until it resolves. */
  async underWay<T>(work: () => Promise<T>): Promise<T> {
    this.#underWay++;
    try {
      return await work();
    } finally {
      this.#underWay--;
    }
  }

  /** Why it stops before everything is done, where it does. */
  get stop(): Stop | undefined {
    return this.#stop ?? signalled(this.signal);
  }

  /** Lets nothing new start. The first reason counts. */
  halt(stop: Stop): void {
    this.#stop ??= stop;
  }

  /** Whether nothing new may start. */
  get over(): boolean {
    return this.signal.aborted || this.#stop !== undefined;
  }

  /** Stops everything, with the last good state: neither a full disk nor a bug of ours may go on writing. */
  fail(error: unknown): void {
    this.#notSaved ??= { error };
    this.#abort.abort("now");
  }

  /** Whether everything could be saved so far. */
  get saved(): boolean {
    return this.#notSaved === undefined;
  }

  /** Throws what `fail` was told. */
  assertSaved(): void {
    if (this.#notSaved) throw this.#notSaved.error;
  }

  /** The bound that forbids another attempt, if any. */
  limit(): Stop | undefined {
    const { config, clock } = this.#deps;
    return reachedLimit(this.request, config.limits, this.state, this, clock.now());
  }

  /** Whether a bound forbids another attempt; it stops the run then. */
  stopsAtLimit(): boolean {
    const stop = this.limit();
    if (stop) this.halt(stop);
    return stop !== undefined;
  }

  /** Counts another try at a node, where one may start; else the run is told to stop. */
  mayTry(): boolean {
    if (this.over || this.stopsAtLimit()) return false;
    this.tally.actions++;
    return true;
  }

  /** USD that an attempt may still cost, for agents that can cap themselves. `usedUsd`: what its story has. */
  budgetUsd(usedUsd: number): number {
    return remainingUsd(this.request, this.#deps.config.limits, this.state, this, usedUsd);
  }

  /**
   * Waits a rate limit or an overload out, as long as all of the waiting since its first moment is not too long; else
   * stops. Resolves to whether there is something to go on with. `name`: whose wait it is, for people.
   */
  async waitFor(of: { readonly name: string; readonly path: string }, wait: Wait, signal: AbortSignal) {
    const { clock, reporter } = this.#deps;
    const { deadline, maxWaitMs } = this.request;
    const { until, since, kind, message, agent } = wait;
    const time = new Date(until);
    const late = deadline !== undefined && time > deadline;
    if (late || time.getTime() - Date.parse(since) > maxWaitMs) {
      const bound = late ? "past the deadline" : "longer than --max-wait allows";
      this.halt({ kind: "limit", reason: `${of.name} would wait until ${until}, ${bound} (${kind})` });
      return false;
    }
    reporter.event({ type: "waiting", path: of.path, kind, until, message, agent });
    this.run.checkpoint("now");
    await clock.sleep(time, signal);
    return !this.over && !signal.aborted;
  }
}

function signalled({ aborted, reason }: AbortSignal): Stop | undefined {
  const known = reason === "SIGINT" || reason === "SIGTERM" || reason === "SIGHUP";
  return aborted && known ? { kind: "signal", signal: reason } : undefined;
}
