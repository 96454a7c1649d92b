import type { Hold } from "../slots.ts";

/** What became of a node that waits for a person. `parked`: nothing, and nobody is left to wait with it. */
export type WaitEnd = "decided" | "parked";

/**
 * Whether a node may go on although nobody decided about it: what it waits for has changed. `last`: it will not be asked
 * again. Must not throw.
 */
export type MayGoOn = (last: boolean) => boolean;

interface Waiting {
  readonly resolve: (decision: WaitEnd) => void;
  readonly mayGoOn: MayGoOn | undefined;
}

/**
 * The nodes that wait for a person, and those that are at work. Once nobody is at work, who still waits is told that it
 * stays parked, and the invocation comes to its end.
 */
export class Parking {
  #busy = 0;
  readonly #parked = new Map<string, Waiting>();
  /** Looks for what people have decided meanwhile; calls `decide`. */
  readonly #look: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(look: () => void) {
    this.#look = look;
  }

  /** Whether a node waits now. */
  has(path: string): boolean {
    return this.#parked.has(path);
  }

  /** Counts as being at work until it resolves. */
  async work<T>(work: () => Promise<T>): Promise<T> {
    this.#busy++;
    try {
      return await work();
    } finally {
      this.#busy--;
      this.#settleLater();
    }
  }

  /** Waits for a person's decision, while others are at work. Gives its places up meanwhile. */
  async wait(path: string, hold: Hold | undefined, everyMs: number, mayGoOn?: MayGoOn): Promise<WaitEnd> {
    hold?.leave();
    this.#timer ??= setInterval(() => this.#lookAll(false), everyMs);
    const decision = await new Promise<WaitEnd>((resolve) => {
      this.#parked.set(path, { resolve, mayGoOn });
      this.#settleLater();
    });
    hold?.enter();
    return decision;
  }

  /** Lets a node go on that waits. */
  decide(path: string, decision: WaitEnd = "decided"): void {
    const waiting = this.#parked.get(path);
    this.#parked.delete(path);
    if (this.#parked.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
    waiting?.resolve(decision);
  }

  #lookAll(last: boolean): void {
    this.#look();
    for (const [path, { mayGoOn }] of [...this.#parked]) if (mayGoOn?.(last)) this.decide(path);
  }

  /** Everybody stays parked: the run stops. */
  close(): void {
    for (const path of [...this.#parked.keys()]) this.decide(path, "parked");
  }

  /** After whatever the end of a node's work starts. */
  #settleLater(): void {
    if (this.#busy > 0 || this.#parked.size === 0) return;
    setImmediate(() => {
      if (this.#busy > 0 || this.#parked.size === 0) return;
      const before = this.#parked.size;
      this.#lookAll(true);
      // Whoever may go on shall get to work first.
      if (this.#busy > 0 || this.#parked.size < before) this.#settleLater();
      else this.close();
    });
  }
}
