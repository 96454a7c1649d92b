import type { Recorded } from "../../../domain/journal/record.ts";
import type { JournalContent, JournalDamage, JournalRecord } from "../../../engine/ports/journal.ts";
import { errorCode } from "../durable/write.ts";
import { type EpochFile, journalEpochs, journalFile, readEpoch } from "./files.ts";

/** Where an earlier epoch ends: what its former owner may still append after that is never read. */
export interface Seal {
  readonly epoch: number;
  readonly bytes: number;
}

/** The record that seals earlier epochs: the first of a file, where there are any. */
export interface Sealed extends JournalRecord {
  readonly type: "sealed";
  readonly seals: readonly Seal[];
}

/** A journal's content, and what the next epoch needs to know of it. */
export interface Scan<R> extends JournalContent<R> {
  readonly lastSeq: number;
  /** The epochs nobody has sealed yet, with the length at which to do it. */
  readonly unsealed: readonly Seal[];
  /** The newest seals: the next epoch repeats them, so that no single damaged file can break one. */
  readonly newestSeals: readonly Seal[];
  /** Files (or the folder, ".") that are there and could not be read: perhaps a passing failure. */
  readonly unreadable: readonly { readonly file: string; readonly error: unknown }[];
}

/**
 * Reads all epochs in order. A line that is torn at the end of a file nobody has sealed was never acknowledged and is
 * dropped without a word; everything else that is not as it was written is damage, and reading goes on after it.
 */
export function scanJournal<R extends JournalRecord>(dir: string): Scan<R> {
  const unreadable: { file: string; error: unknown }[] = [];
  const attempt = <T>(file: string, read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      unreadable.push({ file, error });
      return undefined;
    }
  };
  const epochs = attempt(".", () => journalEpochs(dir)) ?? [];
  const files = epochs
    .map((epoch) => attempt(journalFile(epoch), () => readEpoch(dir, epoch)))
    .filter((file) => file !== undefined);
  const seals = sealsOf(files);
  const reader = new Reader<R>();
  for (const { file, error } of unreadable) reader.lost(file, `it cannot be read (${errorCode(error)})`);
  for (const epoch of seals.keys()) {
    if (!epochs.includes(epoch)) reader.lost(journalFile(epoch), "the file is missing");
  }
  for (const [index, file] of files.entries()) {
    reader.read(file, seals.get(file.epoch), fenceOf(files.slice(index + 1)));
  }
  const { records, damage, lastSeq, unsealed } = reader;
  const newestSeals = files.map(sealsIn).findLast((found) => found.length > 0) ?? [];
  return { records, damage, lastEpoch: epochs.at(-1) ?? 0, lastSeq, unsealed, newestSeals, unreadable };
}

/** Collects records whose sequence grows, and names what is missing between them. */
class Reader<R extends JournalRecord> {
  readonly records: Recorded<R>[] = [];
  readonly damage: JournalDamage[] = [];
  readonly unsealed: Seal[] = [];
  lastSeq = 0;
  /** Damaged lines since the last good one: they explain as many missing numbers. */
  private unreadable = 0;

  lost(file: string, what: string): void {
    this.damage.push({ file, line: 0, message: `${what}: all it recorded may have to be repeated` });
  }

  read({ epoch, file, length, lines }: EpochFile, seal: number | undefined, fence: number): void {
    const report = (line: number, what: string, who = "what they recorded") =>
      this.damage.push({ file, line, message: `${what}: ${who} may have to be repeated` });
    if (seal !== undefined && length < seal)
      report(lines.length, `${seal - length} bytes are missing at its end`);
    let end = 0;
    for (const { record, ...line } of lines) {
      if (seal !== undefined && line.end > seal) break;
      if (record && record.seq >= fence) break;
      if (!record && !line.whole && seal === undefined) break;
      end = line.end;
      if (record) this.take(record, (what) => report(line.number, what));
      else {
        this.unreadable += 1;
        report(line.number, "the line is damaged", hint(line.bytes));
      }
    }
    if (seal === undefined) this.unsealed.push({ epoch, bytes: end });
  }

  private take(record: Recorded<JournalRecord>, report: (what: string) => void): void {
    if (record.seq <= this.lastSeq) {
      report(`record ${record.seq} comes twice, others may be missing`);
      return;
    }
    const missing = record.seq - this.lastSeq - 1;
    if (missing > this.unreadable) report(`${missing} records before it are missing`);
    this.unreadable = 0;
    this.lastSeq = record.seq;
    // The checksum says that this is what a journal of R wrote.
    if (record.type !== "sealed") this.records.push(record as Recorded<R>);
  }
}

/** The seals in a file. Only its first line can seal, and only earlier epochs. */
function sealsIn({ epoch, lines }: EpochFile): readonly Seal[] {
  const first = lines[0]?.record;
  if (first?.type !== "sealed") return [];
  return (first as Recorded<Sealed>).seals.filter((seal) => seal.epoch < epoch);
}

/** By epoch: the length at which a later one sealed it. */
function sealsOf(files: readonly EpochFile[]): Map<number, number> {
  const seals = new Map<number, number>();
  for (const { epoch, bytes } of files.flatMap(sealsIn)) {
    seals.set(epoch, Math.min(bytes, seals.get(epoch) ?? bytes));
  }
  return seals;
}

/**
 * The number of the first record of later epochs. An earlier epoch's record with that number or a higher one was
 * appended by a former owner past the seal: this holds even where the seal itself is damaged.
 */
function fenceOf(later: readonly EpochFile[]): number {
  for (const { lines } of later) {
    const line = lines.find((l) => l.record);
    if (line?.record) return line.record.seq - (line.number - 1);
  }
  return Number.POSITIVE_INFINITY;
}

/** What a damaged line seems to have said; only harmless characters, since people read it in a terminal. */
function hint(line: Buffer): string {
  const text = line.toString("latin1");
  const type = /"type":"([\w-]{1,40})"/.exec(text)?.[1];
  const path = /"path":"([\w./#[\]%~ -]{1,200})"/.exec(text)?.[1];
  if (!type) return "what it recorded";
  return path ? `what it recorded (${type} of ${path})` : `what it recorded (${type})`;
}
