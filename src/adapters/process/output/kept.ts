import { decodeCut } from "./lines.ts";

/** Output kept in bounded memory: its beginning and its end. */
export interface KeptOutput {
  push(chunk: Buffer): void;
  /** What was kept, as text; where something was left out, a line says how much. */
  text(): string;
}

/** Keeps up to `maxBytes`: of a longer output the first and the last half. */
export function keepOutput(maxBytes: number): KeptOutput {
  const headMax = Math.floor(maxBytes / 2);
  const tailMax = maxBytes - headMax;
  const head = growing(headMax);
  let tail: Buffer | undefined;
  let written = 0;

  const pushTail = (chunk: Buffer) => {
    tail ??= Buffer.alloc(tailMax);
    let rest = chunk.length > tailMax ? chunk.subarray(chunk.length - tailMax) : chunk;
    written += chunk.length - rest.length;
    while (rest.length > 0) {
      const at = written % tailMax;
      const copied = rest.copy(tail, at);
      written += copied;
      rest = rest.subarray(copied);
    }
  };
  return {
    push(chunk) {
      const rest = head.push(chunk);
      if (rest.length > 0) pushTail(rest);
    },
    text() {
      if (!tail) return decodeCut(head.bytes(), false);
      const at = written % tailMax;
      if (written <= tailMax) {
        return decodeCut(Buffer.concat([head.bytes(), tail.subarray(0, written)]), false);
      }
      const end = afterCut(Buffer.concat([tail.subarray(at), tail.subarray(0, at)]));
      const left = `\n… [${written - tailMax} bytes left out] …\n`;
      return decodeCut(head.bytes(), true) + left + decodeCut(end, false);
    },
  };
}

/** A buffer that grows up to `max`; `push` returns what no longer fits. */
function growing(max: number) {
  let buffer = Buffer.alloc(Math.min(max, 1024));
  let length = 0;
  return {
    push(chunk: Buffer): Buffer {
      const taken = chunk.subarray(0, max - length);
      if (length + taken.length > buffer.length) {
        const larger = Buffer.alloc(Math.min(max, Math.max(buffer.length * 2, length + taken.length)));
        buffer.copy(larger, 0, 0, length);
        buffer = larger;
      }
      length += taken.copy(buffer, length);
      return chunk.subarray(taken.length);
    },
    bytes: () => buffer.subarray(0, length),
  };
}

/** Without the rest of a character that the beginning cuts in two. */
function afterCut(bytes: Buffer): Buffer {
  let at = 0;
  while (at < 3 && at < bytes.length && (bytes[at]! & 0b1100_0000) === 0b1000_0000) at++;
  return bytes.subarray(at);
}
