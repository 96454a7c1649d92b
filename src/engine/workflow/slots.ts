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

/** The places that a node, and what it is part of, holds: given up while it waits for a person. */
export interface Hold {
  leave(): void;
  enter(): Promise<void>;
}

/** An item's place among those of its collection, within the place that the collection is part of. */
export class Place implements Hold {
  readonly #slots: Slots;
  readonly #outer: Hold | undefined;
  /** Nodes of the item that wait: several may, and there is one place for all of them. */
  #waiting = 0;
  #held = true;
  #entering: Promise<void> | undefined;

  /** The place is taken already. */
  constructor(slots: Slots, outer: Hold | undefined) {
    this.#slots = slots;
    this.#outer = outer;
  }

  leave(): void {
    this.#waiting++;
    if (!this.#held) return;
    this.#held = false;
    this.#slots.give();
    this.#outer?.leave();
  }

  /** Whoever was the last to wait takes the place again; with the outer ones first, or two could wait for each other. */
  async enter(): Promise<void> {
    this.#waiting--;
    if (this.#waiting > 0 || this.#held) return;
    this.#entering ??= this.#take();
    await this.#entering;
  }

  /** Gives the place back; called once, at the item's end. */
  end(): void {
    if (this.#held) this.#slots.give();
  }

  async #take(): Promise<void> {
    await this.#outer?.enter();
    await this.#slots.take();
    this.#entering = undefined;
    this.#held = true;
    if (this.#waiting === 0) return;
    // Another one waits by now.
    this.#held = false;
    this.#slots.give();
    this.#outer?.leave();
  }
}
