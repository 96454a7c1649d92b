import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { isObject, type Json } from "../../domain/text/json.ts";

/**
 * Reads a file that an agent may have replaced by anything: reading it ends, within bounds. undefined: there is none.
 * Throws an Error that says what is wrong, without the file's name.
 */
export function readBounded(file: string, maxBytes: number): string | undefined {
  let fd: number;
  try {
    fd = openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    throw code === "ELOOP" ? new Error("is a symbolic link") : error;
  }
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) throw new Error("is not a file");
    if (stat.size > maxBytes) throw new Error(`is larger than ${maxBytes / 1024 / 1024} MiB`);
    const buffer = Buffer.alloc(stat.size);
    let length = 0;
    for (let read = -1; read !== 0 && length < buffer.length; length += read) {
      read = readSync(fd, buffer, length, buffer.length - length, length);
    }
    return new TextDecoder().decode(buffer.subarray(0, length));
  } finally {
    closeSync(fd);
  }
}

/** Parses a text that must be a JSON object. Throws an Error that says what is wrong, without the file's name. */
export function needObject(text: string): Json {
  if (text.trim() === "") throw new Error("is empty");
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new Error(`is not JSON: ${(error as Error).message}`);
  }
  if (isObject(data)) return data;
  throw new Error("does not hold a JSON object");
}
