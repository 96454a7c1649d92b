import { signalGroup } from "../platform/signals.ts";
import type { Ended } from "./ended.ts";
import { climb, type Ladder } from "./ladder.ts";
import { endFound, type Found } from "./survivors.ts";

/** A process that runs, as far as it must be known to end it. */
export interface Endable {
  readonly pid: number;
  /** The signals that ask it, in order, before it is killed. Default: SIGINT, SIGTERM. */
  readonly asks?: readonly NodeJS.Signals[];
  /** Every process of it now. */
  readonly look: () => Found;
  /** Asks it in words, then calls `signals`; absent where it is not talked with. */
  readonly askInWords?: (signals: () => void) => void;
  /** Called when not even killing ends it: it will never exit, and must not be waited for. */
  readonly stuck: () => void;
}

/** For what a program still has to do after its last word. */
const lingerMs = 5000;

/**
 * How a process that runs is brought to its end: asked in words, asked by signals, killed; and the reason, which is that
 * of who asked first. Does nothing more once it has exited.
 */
export class Ending {
  /** Why it ends: by itself, unless it was asked to before its last word. */
  reason: Ended["reason"] = "exit";
  /** How long it was silent, where that was too long. */
  silentMs: number | undefined;
  readonly #process: Endable;
  #askedInWords = false;
  #ladder: Ladder | undefined;
  #killing: Promise<void> | undefined;
  #lingering: NodeJS.Timeout | undefined;
  #exited = false;

  constructor(process: Endable) {
    this.#process = process;
  }

  /** Whether signals were sent to it: what is found of it afterwards must be ended, however it looks. */
  get isSignalled(): boolean {
    return this.#ladder !== undefined;
  }

  /** Asks it to end; `now` kills it at once, also when it is being asked already. */
  stop(why: Ended["reason"], now: boolean): void {
    if (this.#exited) return;
    if (!this.#isAsked && !this.#lingering) this.reason = why;
    const { askInWords } = this.#process;
    if (now || this.#ladder || !askInWords) this.#signal(now);
    else if (!this.#askedInWords) {
      this.#askedInWords = true;
      askInWords(() => this.#signal(false));
    }
  }

  /** It has reached a limit; `patienceMs`: how long it might be silent. */
  stopAtLimit(limit: "timeout" | "stalled", patienceMs: number): void {
    if (limit === "stalled") this.silentMs = patienceMs;
    this.stop(limit, false);
  }

  /**
   * Heeds what `over` says of it after a line, which is not asked once it is asked to end. "said": it may linger for 5 s,
   * unless it goes on meanwhile; "hopeless": it is asked to end.
   */
  heed(over: (() => "said" | "hopeless" | undefined) | undefined): void {
    if (this.#isAsked) return;
    const state = over?.();
    if (this.#exited) return;
    if (state !== "said") {
      clearTimeout(this.#lingering);
      this.#lingering = undefined;
    }
    if (state === "hopeless") this.stop("exit", false);
    if (state === "said") this.#lingering ??= setTimeout(() => this.stop("exit", false), lingerMs);
  }

  /** It has exited. Resolves once a kill under way, which would end what is started next with its token, is over. */
  async exited(): Promise<void> {
    this.#exited = true;
    clearTimeout(this.#lingering);
    this.#ladder?.cancel();
    await this.#killing;
  }

  get #isAsked(): boolean {
    return this.#askedInWords || this.#ladder !== undefined;
  }

  #signal(now: boolean): void {
    if (this.#exited) return;
    if (this.#ladder && now) this.#ladder.skip();
    const { pid, asks } = this.#process;
    const kill = () => {
      this.#killing = this.#kill();
    };
    this.#ladder ??= climb(pid, kill, now, asks);
  }

  async #kill(): Promise<void> {
    const { pid, look, stuck } = this.#process;
    signalGroup(pid, "SIGKILL");
    const { left } = await endFound(look);
    if (left.includes(pid)) stuck();
  }
}
