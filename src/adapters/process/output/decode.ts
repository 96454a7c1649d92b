import { isUtf8 } from "node:buffer";

const utf8 = () => new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Bytes as text: UTF-8, a byte order mark included. A byte that is none stands there as `\xe9`; `mark`: what that begins
 * with. With `cut`, without the character that the end cuts in two.
 */
export function decode(bytes: Buffer, cut = false, mark = "\\x"): string {
  if (bytes.length === 0) return "";
  if (isUtf8(bytes)) return utf8().decode(bytes);
  const parts: string[] = [];
  let from = 0;
  const until = (at: number) => parts.push(utf8().decode(bytes.subarray(from, at)));
  for (let at = firstOdd(bytes, 0); at < bytes.length; at = firstOdd(bytes, from)) {
    until(at);
    if (cut && isCutAt(bytes, at)) return parts.join("");
    parts.push(`${mark}${hex(bytes[at]!)}`);
    from = at + 1;
  }
  until(bytes.length);
  return parts.join("");
}

/** What is wrong with bytes that are not UTF-8; undefined where they are. */
export function notUtf8(bytes: Buffer): string | undefined {
  if (isUtf8(bytes)) return undefined;
  const at = firstOdd(bytes, 0);
  return `what is not UTF-8 (its byte ${at + 1} is 0x${hex(bytes[at]!)})`;
}

const hex = (byte: number) => byte.toString(16).padStart(2, "0");

/** Where the first byte stands, from a place on, that is no part of a character; the end where there is none. */
function firstOdd(bytes: Buffer, from: number): number {
  let at = from;
  for (let size = 1; at < bytes.length && size > 0; at += size) size = sizeAt(bytes, at);
  return at;
}

/** How many bytes the character at a place has; 0 where there is none. */
function sizeAt(bytes: Buffer, at: number): number {
  const first = bytes[at]!;
  if (first < 0x80) return 1;
  const size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  return isUtf8(bytes.subarray(at, at + size)) && at + size <= bytes.length ? size : 0;
}

/** Whether the bytes end in the middle of the character that begins at a place. */
function isCutAt(bytes: Buffer, at: number): boolean {
  const first = bytes[at]!;
  const size = first >= 0xf0 && first < 0xf5 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 1;
  const rest = bytes.subarray(at + 1);
  return first < 0xf5 && rest.length < size - 1 && rest.every((byte) => byte >> 6 === 0b10);
}
