import { closeSync, fstatSync, openSync } from "node:fs";
import { writeAll } from "../../files/durable/write.ts";
import { type TranscriptLine, transcriptFile } from "./lines.ts";

/** An attempt's transcript, open for writing. Never throws. */
export interface Transcript {
  write(stream: TranscriptLine["stream"], text: string): void;
  /** Writes what is waiting. */
  close(): void;
}

const maxBytes = 64 * 1024 * 1024;
const batchBytes = 64 * 1024;

/**
 * Opens an attempt's transcript for writing: every text goes through `mask`, and 64 MiB are the most. What comes in one
 * turn of the event loop is written at its end: when the runner is killed, this is all that is known of the attempt.
 * Never throws: a transcript that cannot be written is told once, to `onNotice`, and the attempt goes on.
 */
export function openTranscript(
  attemptDir: string,
  mask: (text: string) => string,
  onNotice: (text: string) => void,
): Transcript {
  const file = transcriptFile(attemptDir);
  let fd: number | undefined;
  let size = 0;
  let waiting: string[] = [];
  let waitingBytes = 0;
  let timer: NodeJS.Immediate | undefined;

  const attempt = (write: () => void) => {
    try {
      write();
    } catch (error) {
      waiting = [];
      const open = fd;
      fd = undefined;
      if (open !== undefined) closeQuietly(open);
      onNotice(`no transcript: ${(error as Error).message}`);
    }
  };
  const flush = () => {
    clearImmediate(timer);
    timer = undefined;
    const batch = waiting.join("");
    waiting = [];
    waitingBytes = 0;
    attempt(() => {
      if (fd !== undefined && batch !== "") writeAll(fd, Buffer.from(batch));
    });
  };
  const add = (stream: TranscriptLine["stream"], text: string) => {
    const at = new Date().toISOString();
    const line = `${JSON.stringify({ at, stream, text } satisfies TranscriptLine)}\n`;
    const bytes = Buffer.byteLength(line);
    size += bytes;
    waiting.push(line);
    waitingBytes += bytes;
    if (waitingBytes >= batchBytes) flush();
    else timer ??= setImmediate(flush);
  };

  attempt(() => {
    fd = openSync(file, "a", 0o600);
    size = fstatSync(fd).size;
  });
  return {
    write(stream, text) {
      if (fd === undefined || size >= maxBytes) return;
      const masked = mask(text);
      if (size + Buffer.byteLength(masked) < maxBytes) return add(stream, masked);
      add("event", `the transcript ends here: it has reached ${maxBytes / 1024 / 1024} MiB`);
      size = maxBytes;
    },
    close() {
      flush();
      if (fd !== undefined) closeQuietly(fd);
      fd = undefined;
    },
  };
}

function closeQuietly(fd: number): void {
  try {
    closeSync(fd);
  } catch {
    // What could be written is written.
  }
}
