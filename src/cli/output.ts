import { once } from "node:events";
import type { Writable } from "node:stream";

/** Node brings standard output back to life after an error: `destroyed` alone would never tell. */
const broken = new WeakSet<Writable>();

/** From now on a stream that nobody reads any more is no error; what is written to it is dropped. */
export function tolerateClosing(stream: Writable): void {
  stream.on("error", () => broken.add(stream));
}

/** Whether nobody can read the stream any more, as far as writing has shown. */
export function isClosed(stream: Writable): boolean {
  return broken.has(stream) || stream.destroyed || stream.writableEnded;
}

/**
 * Writes, and waits while the reader is behind, so that a long text never piles up in memory. False once nobody reads
 * any more.
 */
export async function writePatiently(
  { stdout }: { readonly stdout: Writable },
  text: string,
): Promise<boolean> {
  if (isClosed(stdout)) return false;
  if (!stdout.write(text)) {
    const either = new AbortController();
    const events = ["drain", "close", "error"].map((event) => once(stdout, event, either).catch(() => {}));
    await Promise.race(events);
    either.abort();
  }
  return !isClosed(stdout);
}
