import type { Writable } from "node:stream";

/** A reader this far behind is not reading: what comes after is dropped instead of filling our memory. */
const mostBuffered = 64 * 1024 * 1024;
/** How long `flush` waits for a reader that takes nothing. */
const patienceMs = 5_000;

/** A stream to which writing never throws, never waits, and never stops a run. */
export interface Sink {
  /** Writes, or drops what nobody will read: after EPIPE, EIO, `end()`, or with 64 MiB unread. */
  write(text: string): void;
  /** Whether the other end is gone for good. */
  readonly closed: boolean;
  /** Resolves when all is written, or cannot be: the stream is closed, or took nothing for five seconds. */
  flush(): Promise<void>;
}

/** Wraps `stream`; from now on its errors are ours and mean that nobody reads. */
export function createSink(stream: Writable): Sink {
  let closed = false;
  stream.on("error", () => {
    closed = true;
  });
  const gone = () => closed || stream.destroyed || stream.writableEnded;
  return {
    get closed() {
      return gone();
    },
    write(text) {
      if (gone() || stream.writableLength > mostBuffered) return;
      try {
        stream.write(text);
      } catch {
        closed = true;
      }
    },
    async flush() {
      let left = stream.writableLength;
      let deadline = Date.now() + patienceMs;
      while (!gone() && left > 0 && Date.now() < deadline) {
        await new Promise((resolve) => setTimeout(resolve, 10));
        if (stream.writableLength < left) deadline = Date.now() + patienceMs;
        left = stream.writableLength;
      }
    },
  };
}
