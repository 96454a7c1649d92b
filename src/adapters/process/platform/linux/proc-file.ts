import { closeSync, openSync, readSync } from "node:fs";

/** Grows to the largest file read so far. */
let scratch = Buffer.alloc(16 * 1024);

/**
 * A file of Linux' /proc, whole; valid until the next call. Into one buffer that is kept: Node takes 64 KiB anew for a file
 * whose size is not told, and a look at all processes reads hundreds. Throws what opening and reading throw.
 */
export function readProc(path: string): Buffer {
  const fd = openSync(path, "r");
  try {
    for (let length = 0; ; ) {
      const read = readSync(fd, scratch, length, scratch.length - length, null);
      if (read === 0) return scratch.subarray(0, length);
      length += read;
      if (length === scratch.length) scratch = Buffer.concat([scratch], 2 * length);
    }
  } finally {
    closeSync(fd);
  }
}
