import { Writable } from "node:stream";

/** A stand-in for stdout that collects what is written, or fails, or takes nothing until it is let go. */
export class FakeStream extends Writable {
  text = "";
  columns: number | undefined;
  isTTY = false;
  #options: { failWith?: string; slow?: boolean };
  #waiting: (() => void)[] = [];

  constructor(options: { failWith?: string; slow?: boolean } = {}) {
    super({ decodeStrings: false });
    this.#options = options;
  }

  override _write(chunk: string, _encoding: string, done: (error?: Error | null) => void): void {
    const { failWith, slow } = this.#options;
    if (failWith) {
      done(Object.assign(new Error(`write ${failWith}`), { code: failWith }));
      return;
    }
    this.text += chunk;
    if (slow) this.#waiting.push(done);
    else done();
  }

  letGo(): void {
    this.#options = {};
    for (const done of this.#waiting) done();
  }

  // The parts of a terminal that a spinner moves about in.
  cursorTo(): void {}
  moveCursor(): void {}
  clearLine(): void {}
}
