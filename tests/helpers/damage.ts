import { closeSync, openSync, readFileSync, truncateSync, writeFileSync, writeSync } from "node:fs";

/** Calls `look` once for each byte of a file changed by each of `flips` (XOR), and leaves the file as it was. */
export function withEachByteFlipped(
  file: string,
  flips: (byte: number) => readonly number[],
  look: (where: string) => void,
): void {
  const bytes = readFileSync(file);
  // In place: a file system may flush a file that is truncated and written again, every time.
  const fd = openSync(file, "r+");
  try {
    for (const [at, byte] of bytes.entries()) {
      for (const flip of flips(byte)) {
        if (flip === 0) continue;
        writeSync(fd, Buffer.of(byte ^ flip), 0, 1, at);
        look(`byte ${at} ^ ${flip}`);
      }
      writeSync(fd, Buffer.of(byte), 0, 1, at);
    }
  } finally {
    closeSync(fd);
    writeFileSync(file, bytes);
  }
}

/** Calls `look` once for each length of a file, from one byte less down to `shortest`, and leaves it as it was. */
export function withEachCut(file: string, shortest: number, look: (length: number) => void): void {
  const bytes = readFileSync(file);
  try {
    for (let length = bytes.length - 1; length >= shortest; length--) {
      truncateSync(file, length);
      look(length);
    }
  } finally {
    writeFileSync(file, bytes);
  }
}
