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

/** A place of `slots` within those of `outer`. */
export function holdOf(slots: Slots, outer: Hold | undefined): Hold {
  return {
    leave() {
      slots.give();
      outer?.leave();
    },
    async enter() {
      await outer?.enter();
      await slots.take();
    },
  };
}
