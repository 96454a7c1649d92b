import type { RunState } from "../../domain/journal/run-state.ts";
import type { Agent } from "../ports/agent.ts";

/** Who is to be paid, and for what. */
export interface Ask {
  readonly agent: Pick<Agent, "name" | "capsItself" | "reportsCost">;
  /** The action, or the id of a step. */
  readonly action: string;
  /** USD left for it of bounds that it shares with nothing else in flight: its story's. */
  readonly ownUsd: number;
}

/** Money that is kept for an attempt in flight. */
export interface Reservation {
  /** USD that the attempt may cost, for agents that cap themselves. */
  readonly budgetUsd: number;
  /** Gives back what is kept: what the attempt has cost is recorded, or it is not made. Any number of times. */
  release(): void;
}

/** What one attempt is known to cost, so far: the dearest of its kind. `silent`: its agent tells no cost. */
type Known = number | "silent" | undefined;

interface Waiter {
  readonly ask: Ask;
  readonly resolve: (reservation: Reservation | undefined) => void;
}

/**
 * Money reserved before a start, so that bounds of dollars are passed by at most one attempt's cost, however many are in
 * flight. An agent that caps itself is given, and reserves, what is left of the bounds less what is reserved; any other
 * reserves the dearest attempt of the same agent and action so far, and, under a bound that a person has set, runs alone
 * until there is one; one that tells no cost reserves nothing. Whoever is alone may start: the bounds themselves are checked elsewhere.
 */
export class Reservations {
  readonly #leftUsd: () => number;
  readonly #state: () => RunState;
  readonly #isOver: () => boolean;
  readonly #isAsked: boolean;
  /** USD by reservation; Infinity: nobody knows yet. */
  readonly #kept = new Map<object, number>();
  readonly #waiting: Waiter[] = [];
  readonly #known = new Map<string, number | "silent">();
  #chargesSeen = 0;
  #costsSeen = 0;

  /**
   * `leftUsd`: of the bounds that all attempts share. `isOver`: nothing new may start. `isAsked`: a person has set a bound;
   * against the built-in ones alone, an attempt of an unknown price does not hold up all others.
   */
  constructor(leftUsd: () => number, state: () => RunState, isOver: () => boolean, isAsked = true) {
    this.#leftUsd = leftUsd;
    this.#state = state;
    this.#isOver = isOver;
    this.#isAsked = isAsked;
  }

  /** Keeps money for an attempt; undefined where it has to wait until another one ends. */
  tryReserve(ask: Ask): Reservation | undefined {
    return this.#waiting.length > 0 ? undefined : this.#reserve(ask);
  }

  /** Keeps money for an attempt, as soon as there is room, in order; undefined where nothing new may start meanwhile. */
  async reserve(ask: Ask, signal: AbortSignal): Promise<Reservation | undefined> {
    const now = this.tryReserve(ask);
    if (now || signal.aborted) return now;
    return new Promise((resolve) => {
      const leave = () => this.#leave(waiter);
      const waiter: Waiter = {
        ask,
        resolve(reservation) {
          signal.removeEventListener("abort", leave);
          resolve(reservation);
        },
      };
      this.#waiting.push(waiter);
      signal.addEventListener("abort", leave);
    });
  }

  #leave(waiter: Waiter): void {
    const at = this.#waiting.indexOf(waiter);
    if (at < 0) return;
    this.#waiting.splice(at, 1);
    waiter.resolve(undefined);
    this.#letOn();
  }

  /** Lets those on who find room now, the first first: else who needs much would never get it. */
  #letOn(): void {
    for (let first = this.#waiting[0]; first; first = this.#waiting[0]) {
      const reservation = this.#isOver() ? undefined : this.#reserve(first.ask);
      if (!reservation && !this.#isOver()) return;
      this.#waiting.shift();
      first.resolve(reservation);
    }
  }

  #reserve(ask: Ask): Reservation | undefined {
    const known = this.#knownOf(ask);
    const room = this.#leftUsd() - [...this.#kept.values()].reduce((sum, kept) => sum + kept, 0);
    const own = Math.max(0, Math.min(room, ask.ownUsd));
    if (known === "silent") return this.#keep(0, own);
    if (ask.agent.capsItself) {
      // One that is to get less than it has needed waits for what others leave.
      const needed = Math.min(known ?? 0, ask.ownUsd);
      return this.#kept.size === 0 || (room > 0 && room >= needed) ? this.#keep(own, own) : undefined;
    }
    const needed = known ?? (this.#isAsked ? Number.POSITIVE_INFINITY : 0);
    return this.#kept.size === 0 || room >= needed ? this.#keep(needed, own) : undefined;
  }

  #keep(usd: number, budgetUsd: number): Reservation {
    const key = {};
    if (usd > 0) this.#kept.set(key, usd);
    const release = () => {
      if (this.#kept.delete(key)) this.#letOn();
    };
    return { budgetUsd, release };
  }

  #knownOf({ agent, action }: Ask): Known {
    const { charges, nodes } = this.#state();
    for (const { agent: by, action: of, usage, silent } of charges.slice(this.#chargesSeen))
      this.#learn(by, of, usage.costUsd, silent);
    this.#chargesSeen = charges.length;
    const costs = nodes?.costs ?? [];
    for (const { agent: by, action: of, usd, silent } of costs.slice(this.#costsSeen))
      this.#learn(by, of, usd, silent);
    this.#costsSeen = costs.length;
    return this.#known.get(`${agent.name} ${action}`) ?? (agent.reportsCost === false ? "silent" : undefined);
  }

  #learn(agent: string | undefined, action: string, usd: number | null, silent: boolean): void {
    const kind = `${agent} ${action}`;
    const before = this.#known.get(kind);
    if (usd !== null) this.#known.set(kind, Math.max(usd, typeof before === "number" ? before : 0));
    else if (silent) this.#known.set(kind, before ?? "silent");
  }
}
