/** Thrown by every durable operation from the moment of the crash on: nothing after it happens. */
export class Crash extends Error {}

/** A machine whose processes come and go: what its stores made durable outlives them, what a process holds does not. */
export class Machine {
  /** Durable operations until the crash; Infinity: none comes. */
  fuse = Number.POSITIVE_INFINITY;
  /** Called at each durable operation. */
  watch: () => void = () => {};
  /** The process that runs now, all before it being dead. */
  process = 1;
  #tokens = 0;

  /** Like no other. */
  token(): string {
    return `token-${++this.#tokens}`;
  }

  /** One durable operation: it happens whole, or the crash comes before it. Throws Crash. */
  durable<T>(operation: () => T): T {
    if (this.fuse <= 0) throw new Crash("crashed");
    this.fuse--;
    this.watch();
    return operation();
  }

  /** The process dies, and a new one begins. */
  restart(): void {
    this.fuse = Number.POSITIVE_INFINITY;
    this.process++;
  }
}
