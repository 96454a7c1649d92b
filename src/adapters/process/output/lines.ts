import { decode } from "./decode.ts";

/** Splits bytes into lines of text, holding at most `maxBytes` of an unfinished one. */
export interface LineSplitter {
  /** The lines that `chunk` completes, without their line ends. */
  push(chunk: Buffer): string[];
  /** The last line, if it has no end. */
  end(): string[];
}

const newline = 10;
const brace = 0x7b;

/** Whether a line was longer than it may be: what is left of it is no JSON. */
export const isCut = (line: string) => / … \[\d+ bytes left out\]$/.test(line);

/** Of a longer line the first `maxBytes` are given, with a note of what was left out. UTF-8; `\r\n` is a line end too. */
export function splitLines(maxBytes: number): LineSplitter {
  let parts: Buffer[] = [];
  let held = 0;
  let dropped = 0;
  const hold = (part: Buffer) => {
    const kept = part.subarray(0, Math.max(0, maxBytes - held));
    if (kept.length > 0) parts.push(kept);
    held += kept.length;
    dropped += part.length - kept.length;
    // Many tiny pieces cost far more than their bytes.
    if (parts.length > 1024) parts = [Buffer.concat(parts)];
  };
  const take = (): string => {
    const bytes = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
    // What is JSON stays it.
    const text =
      decode(bytes, dropped > 0, bytes[0] === brace ? "\\\\x" : undefined) +
      (dropped > 0 ? ` … [${dropped} bytes left out]` : "");
    parts = [];
    held = 0;
    dropped = 0;
    return text.endsWith("\r") ? text.slice(0, -1) : text;
  };
  return {
    push(chunk) {
      const lines: string[] = [];
      let from = 0;
      for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, from)) {
        hold(chunk.subarray(from, at));
        lines.push(take());
        from = at + 1;
      }
      if (from < chunk.length) hold(chunk.subarray(from));
      return lines;
    },
    end: () => (held > 0 || dropped > 0 ? [take()] : []),
  };
}
