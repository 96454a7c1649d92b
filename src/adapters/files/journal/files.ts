import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Recorded } from "../../../domain/journal/record.ts";
import type { JournalRecord } from "../../../engine/ports/journal.ts";
import { epochsIn } from "../names.ts";
import { decodeLine } from "./line.ts";

/** One line of a journal's file. */
export interface Line {
  /** From 1. */
  readonly number: number;
  /** Where the next line begins. */
  readonly end: number;
  /** Whether its newline is there. */
  readonly whole: boolean;
  readonly bytes: Buffer;
  /** Absent where the line is not, byte for byte, a record of this epoch. */
  readonly record?: Recorded<JournalRecord>;
}

/** What one epoch recorded. */
export interface EpochFile {
  readonly epoch: number;
  readonly file: string;
  readonly length: number;
  readonly lines: readonly Line[];
}

/** The name of an epoch's file. */
export function journalFile(epoch: number): string {
  return `journal.${epoch}.jsonl`;
}

/** The epochs that have a journal in `dir`, ascending; [] where there is no such folder. Throws what readdir throws. */
export function journalEpochs(dir: string): number[] {
  return epochsIn(dir, (name) => Number(/^journal\.([1-9]\d{0,14})\.jsonl$/.exec(name)?.[1] ?? 0));
}

/** Changes whenever a journal in `dir` does; "" where there is none, or it cannot be looked at. */
export function journalKey(dir: string): string {
  try {
    const epochs = journalEpochs(dir);
    const last = epochs.at(-1);
    if (last === undefined) return "";
    return `${epochs.length} ${last} ${statSync(join(dir, journalFile(last))).size}`;
  } catch {
    return "";
  }
}

/** Reads an epoch's file. Throws what readFile throws. */
export function readEpoch(dir: string, epoch: number): EpochFile {
  const file = journalFile(epoch);
  const bytes = readFileSync(join(dir, file));
  return { epoch, file, length: bytes.length, lines: readLines(bytes, epoch) };
}

function readLines(bytes: Buffer, epoch: number): Line[] {
  const lines: Line[] = [];
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(10, start);
    const whole = newline >= 0;
    const end = whole ? newline + 1 : bytes.length;
    const content = bytes.subarray(start, whole ? newline : end);
    const record = recordOf(content, epoch) ?? (whole ? undefined : withoutNewline(content, epoch));
    const parts = record ? [] : splitMerged(content);
    for (const [index, part] of parts.entries()) {
      // Offsets are of no use inside a merged line: it is read, or sealed, as a whole.
      const isLast = index === parts.length - 1;
      lines.push({
        number: lines.length + 1,
        end,
        whole: whole || !isLast,
        bytes: part,
        record: recordOf(part, epoch),
      });
    }
    if (record) lines.push({ number: lines.length + 1, end, whole, bytes: content, record });
    start = end;
  }
  return lines;
}

/** A torn write is never longer than its record: one byte more can only be a newline that was damaged. */
function withoutNewline(line: Buffer, epoch: number): Recorded<JournalRecord> | undefined {
  return recordOf(line.subarray(0, -1), epoch);
}

const lineStart = Buffer.from('{"seq":');

/** The lines that a damaged newline made one. Inside a record's texts the quotes of a line's start are escaped. */
function splitMerged(line: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  let start = 0;
  for (let next = line.indexOf(lineStart, 1); next > 0; next = line.indexOf(lineStart, next + 1)) {
    parts.push(line.subarray(start, next - 1));
    start = next;
  }
  return [...parts, line.subarray(start)];
}

function recordOf(line: Buffer, epoch: number): Recorded<JournalRecord> | undefined {
  const value = decodeLine(line);
  const isRecord =
    value?.epoch === epoch &&
    Number.isSafeInteger(value.seq) &&
    typeof value.at === "string" &&
    typeof value.type === "string" &&
    typeof value.path === "string";
  return isRecord ? (value as unknown as Recorded<JournalRecord>) : undefined;
}
