/** A fixed number of places; who finds none waits in line. */
export class Slots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  async take(): Promise<void> {
    if (this.#free > 0) {
      this.#free--;
      return;
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  give(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free++;
  }
}

/**
 * The places that a node, and what it is part of, holds among the items of its collections. They are given up while a
 * person is waited for, and nothing else is at work in them.
 */
export interface Hold {
  /** Something is about to work: with what it returns, if anything, it has the places. */
  begin(): Promise<void> | undefined;
  end(): void;
  /** Something begins to wait for a person. */
  leave(): void;
  enter(): void;
}

/** An item's place among those of its collection, within the place that the collection is part of. */
export class Place implements Hold {
  readonly #slots: Slots;
  readonly #outer: Hold | undefined;
  #working = 0;
  #waiting = 0;
  #held = true;
  #taking: Promise<void> | undefined;

  /** The place is taken already. */
  constructor(slots: Slots, outer: Hold | undefined) {
    this.#slots = slots;
    this.#outer = outer;
  }

  begin(): Promise<void> | undefined {
    this.#working++;
    // The outer one first, always: else two could wait for each other.
    const outer = this.#outer?.begin();
    return this.#held && !outer ? undefined : this.#takeWithin(outer);
  }

  end(): void {
    this.#working--;
    this.#giveUp();
    this.#outer?.end();
  }

  leave(): void {
    this.#waiting++;
    this.#giveUp();
    this.#outer?.leave();
  }

  enter(): void {
    this.#waiting--;
    this.#outer?.enter();
  }

  /** The item has come to its end. */
  close(): void {
    if (this.#held) this.#slots.give();
  }

  #giveUp(): void {
    if (!this.#held || this.#working > 0 || this.#waiting === 0) return;
    this.#held = false;
    this.#slots.give();
  }

  async #takeWithin(outer: Promise<void> | undefined): Promise<void> {
    await outer;
    if (this.#held) return;
    this.#taking ??= this.#take();
    await this.#taking;
  }

  async #take(): Promise<void> {
    await this.#slots.take();
    this.#taking = undefined;
    this.#held = true;
  }
}
