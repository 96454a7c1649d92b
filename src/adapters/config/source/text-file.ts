import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync } from "node:fs";
import { SyntaxProblem } from "./position.ts";

const largest = 1_000_000;
/** A pipe is not waited for. Windows has no such flag. */
const { O_RDONLY, O_NONBLOCK = 0 } = constants;

/**
 * The text of a small file that people write. A link is followed; one that leads nowhere is not taken for no file.
 * @throws SyntaxProblem where it is too large, not UTF-8, or no file at all; the file system's own errors.
 */
export function readTextFile(file: string): string {
  const bytes = readBytes(file);
  if (bytes.length > largest) throw new SyntaxProblem("is over 1 MB", undefined, "Make it smaller");
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new SyntaxProblem("is not UTF-8 text", undefined, "Save it as UTF-8");
  }
}

function readBytes(file: string): Buffer {
  const fd = open(file);
  try {
    const stats = fstatSync(fd);
    if (stats.isFile() || stats.isDirectory()) return readFileSync(fd);
    throw new SyntaxProblem("is a pipe or a device, not a file", undefined, "Put a file in its place");
  } finally {
    closeSync(fd);
  }
}

function open(file: string): number {
  try {
    return openSync(file, O_RDONLY | O_NONBLOCK);
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    if (!missing || !lstatSync(file, { throwIfNoEntry: false })) throw error;
    throw new SyntaxProblem(
      "is a link that leads nowhere",
      undefined,
      "Put its target back, or remove the link",
    );
  }
}
