import type { Writable } from "node:stream";

/** The open standard input of a process. Writing to one that is closed, or whose process ended, does nothing. */
export interface Input {
  write(text: string): void;
  /** Nothing more is to be said. */
  end(): void;
}

/** A conversation with a process, over standard input and the lines of its output. */
export interface Dialogue {
  /** Called once the process runs, after `onStart`. */
  start(input: Input): void;
  /** The process is to end, though not at once: called before the first signal, which follows 2.5 s later. */
  cancel(): void;
}

/** What the supervisor does for a dialogue. */
export interface OpenDialogue {
  start(): void;
  /** Asks for the end in words; `signals` is called after 2.5 s, or at once where there is nobody to talk to. */
  cancel(signals: () => void): void;
  /** The process ended: no timer of it is left. */
  close(): void;
}

const cancelMs = 2500;

/** Holds a dialogue over the open standard input of a process. */
export function openDialogue(dialogue: Dialogue, stream: Writable): OpenDialogue {
  let timer: NodeJS.Timeout | undefined;
  let started = false;
  let ended = false;
  const input: Input = {
    write(text) {
      if (!ended && text !== "" && stream.writable) stream.write(text);
    },
    end() {
      if (ended) return;
      ended = true;
      stream.end();
    },
  };
  // A process may end without reading its input.
  stream.on("error", () => {});
  return {
    start() {
      started = true;
      dialogue.start(input);
    },
    cancel(signals) {
      if (!started || ended) return signals();
      dialogue.cancel();
      timer = setTimeout(signals, cancelMs);
    },
    close() {
      ended = true;
      clearTimeout(timer);
      stream.destroy();
    },
  };
}
