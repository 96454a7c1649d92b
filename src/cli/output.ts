import { once } from "node:events";
import type { CommandContext } from "./context.ts";

/**
 * Writes, and waits while the reader is behind, so that a long text never piles up in memory. False once nobody reads
 * any more.
 */
export async function writePatiently(
  { stdout }: Pick<CommandContext, "stdout">,
  text: string,
): Promise<boolean> {
  if (stdout.destroyed || stdout.writableEnded) return false;
  if (!stdout.write(text)) {
    const either = new AbortController();
    const events = ["drain", "close", "error"].map((event) => once(stdout, event, either).catch(() => {}));
    await Promise.race(events);
    either.abort();
  }
  return !stdout.destroyed;
}
