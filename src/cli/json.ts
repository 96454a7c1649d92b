import type { CommandContext } from "./context.ts";

/** Of everything that `--json` prints; raised when a reader of the old form would misunderstand the new one. */
export const schemaVersion = 1;

/** Prints one JSON document, with `schemaVersion` first. */
export function printJson(ctx: Pick<CommandContext, "stdout">, data: object): void {
  ctx.stdout.write(`${escapeUnseen(JSON.stringify({ schemaVersion, ...data }, null, 2))}\n`);
}

/** Prints one line of NDJSON. */
export function printJsonLine(ctx: Pick<CommandContext, "stdout">, data: object): void {
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
