import { readFileSync } from "node:fs";
import { SyntaxProblem } from "./position.ts";

const largest = 1_000_000;

/**
 * The text of a small file that people write.
 * @throws SyntaxProblem where it is too large or not UTF-8; the file system's own errors.
 */
export function readTextFile(file: string): string {
  const bytes = readFileSync(file);
  if (bytes.length > largest) throw new SyntaxProblem("is over 1 MB", undefined, "Make it smaller");
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new SyntaxProblem("is not UTF-8 text", undefined, "Save it as UTF-8");
  }
}
