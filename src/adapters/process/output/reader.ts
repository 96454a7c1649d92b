import type { Started } from "../start/start.ts";
import { decodeCut } from "./lines.ts";
import { type Reading, readLines } from "./read-lines.ts";

/** For streams that something unreachable still holds open. */
const drainMs = 2000;
/** Who is over so soon, and unheard, is read in one go. */
const patienceMs = 15;

interface Texts {
  readonly stdout: string;
  readonly stderr: string;
}

/** Reads both outputs of a process: from its beginning where somebody listens, else once it runs for a while. */
export class OutputReader {
  readonly #started: Started;
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #touch: () => void;
  readonly #hear: (stream: "out" | "err", line: string) => Promise<void>;
  #reading: { readonly all: readonly [Reading, Reading]; readonly close: () => void } | undefined;

  constructor(
    started: Started,
    listens: boolean,
    touch: () => void,
    hear: (stream: "out" | "err", line: string) => Promise<void>,
  ) {
    this.#started = started;
    this.#touch = touch;
    this.#hear = hear;
    if (listens || !started.rest) this.#open();
    else this.#timer = setTimeout(() => this.#open(), patienceMs);
  }

  /** What was written, once the process has ended. `alone`: nothing of it is left that could hold the outputs open. */
  async end(alone: boolean): Promise<Texts> {
    clearTimeout(this.#timer);
    if (!this.#reading && alone && this.#started.rest) {
      const { out, err } = this.#started.rest();
      return { stdout: decodeCut(out, false), stderr: decodeCut(err, false) };
    }
    const { all, close } = this.#reading ?? this.#open();
    const closing = setTimeout(close, drainMs);
    await Promise.all(all.map(({ done }) => done));
    clearTimeout(closing);
    close();
    return { stdout: all[0].text(), stderr: all[1].text() };
  }

  #open() {
    const { out, err } = this.#started.streams();
    const read = (name: "out" | "err", stream: typeof out) =>
      readLines(stream, this.#touch, (line) => this.#hear(name, line));
    this.#reading = {
      all: [read("out", out), read("err", err)],
      close: () => {
        out.destroy();
        err.destroy();
      },
    };
    return this.#reading;
  }
}
