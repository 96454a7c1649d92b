/** Splits bytes into lines of text, holding at most `maxBytes` of an unfinished one. */
export interface LineSplitter {
  /** The lines that `chunk` completes, without their line ends. */
  push(chunk: Buffer): string[];
  /** The last line, if it has no end. */
  end(): string[];
}

const newline = 10;

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
    const text = decodeCut(bytes, dropped > 0) + (dropped > 0 ? ` … [${dropped} bytes left out]` : "");
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

/** Decodes UTF-8; with `cut`, without the character that the end cuts in two. */
export function decodeCut(bytes: Buffer, cut: boolean): string {
  return bytes.length === 0 ? "" : new TextDecoder().decode(bytes, { stream: cut });
}
