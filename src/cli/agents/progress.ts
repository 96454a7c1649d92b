import type { CommandContext } from "../context.ts";
import { cut } from "../table.ts";

/** A line on the terminal that says what is waited for, and goes away; nothing where there is no terminal. */
export interface Progress {
  show(text: string): void;
  clear(): void;
}

export function progress({ stdout, isTTY, json, columns }: CommandContext): Progress {
  const write = (text: string) => {
    if (isTTY && !json) stdout.write(`\r\u001b[K${text}`);
  };
  // A line that is as wide as the terminal could not be taken back.
  return { show: (text) => write(cut(text, Math.max(0, columns - 1))), clear: () => write("") };
}
