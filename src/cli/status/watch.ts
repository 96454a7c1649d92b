import type { CommandContext } from "../context.ts";
import { isClosed } from "../output.ts";

const everyMs = 1_000;
const home = "\u001b[H\u001b[2J";

/** What was read: printed again only when `key` differs. */
export interface Glance {
  readonly key: string;
  readonly print: () => void;
}

/**
 * Prints whenever what `look` reads has changed, until nobody reads any more, or Ctrl+C ends the process. Looking takes
 * at most a tenth of the time.
 */
export async function watch(
  ctx: Pick<CommandContext, "stdout" | "isTTY" | "json">,
  look: () => Glance,
): Promise<void> {
  let shown: string | undefined;
  while (!isClosed(ctx.stdout)) {
    const before = performance.now();
    const { key, print } = look();
    if (key !== shown) {
      if (ctx.isTTY && !ctx.json) ctx.stdout.write(home);
      print();
      shown = key;
    }
    const cost = performance.now() - before;
    await new Promise((resolve) => setTimeout(resolve, Math.max(everyMs, cost * 10)));
  }
}
