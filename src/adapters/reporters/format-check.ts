import type { Receipt } from "../../domain/journal/record.ts";
import { formatSeconds } from "./words.ts";

/** Lines of a failed check's output that are worth a place in the morning's mail. */
const tailLines = 8;

/** The lines that tell a person how a check came out: of a failed one the end of what it printed. */
export function formatCheck(receipt: Receipt): string[] {
  const time = `(${formatSeconds(receipt.durationMs)})`;
  if (receipt.exitCode === 0) return [`  ✓ ${receipt.command} ${time}`];
  const how = receipt.exitCode === null ? "was ended" : `failed with exit code ${receipt.exitCode}`;
  const tail = receipt.tail.split("\n").filter((line) => line.trim() !== "");
  return [`  ✗ ${receipt.command} ${how} ${time}`, ...tail.slice(-tailLines).map((line) => `    ${line}`)];
}
