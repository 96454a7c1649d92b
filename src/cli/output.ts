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

/** Of everything that `--json` prints; raised when a reader of the old form would misunderstand the new one. */
export const schemaVersion = 1;

/** Prints one JSON document, with `schemaVersion` first. */
export function printJson(ctx: { readonly stdout: Writable }, data: object): void {
  ctx.stdout.write(`${escapeUnseen(JSON.stringify({ schemaVersion, ...data }, null, 2))}\n`);
}

/** Prints one line of NDJSON. */
export function printJsonLine(ctx: { readonly stdout: Writable }, data: object): void {
  ctx.stdout.write(jsonLine(data));
}

/** One line of NDJSON, with its end. */
export function jsonLine(data: object): string {
  return `${escapeUnseen(JSON.stringify({ schemaVersion, ...data }))}\n`;
}

/** JSON.stringify leaves C1 controls and bidi overrides as they are: on a terminal they still act. */
function escapeUnseen(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
