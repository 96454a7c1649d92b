import { closeSync, fdatasyncSync, fsyncSync, openSync } from "node:fs";
import { join } from "node:path";
import { NotSavedError } from "../../../domain/errors.ts";
import type { Recorded } from "../../../domain/journal/record.ts";
import type { Journal, JournalContent, JournalDamage, JournalRecord } from "../../../engine/ports/journal.ts";
import {
  checkSize,
  errorCode,
  mkdirDurable,
  notSaved,
  syncDir,
  syncFile,
  writeAll,
} from "../durable/write.ts";
import { journalFile } from "./files.ts";
import { encodeLine } from "./line.ts";
import { type Scan, type Sealed, scanJournal } from "./scan.ts";

/** All records of the journal in `dir`, in order. Reads only, never throws: what cannot be read is damage. */
export function readJournal<R extends JournalRecord>(dir: string): JournalContent<R> {
  const { records, damage, lastEpoch } = scanJournal<R>(dir);
  return { records, damage, lastEpoch };
}

/**
 * Opens the journal in `dir` (created where missing) for the holder of the lease's `epoch`. What earlier epochs hold is
 * read, synced and sealed by length, durably, before it returns. Throws NotSavedError; also where `epoch` is not above
 * every earlier one, or an earlier one cannot be read now.
 */
export function openJournal<R extends JournalRecord>(
  dir: string,
  epoch: number,
  options: JournalOptions,
): Journal<R> {
  mkdirDurable(dir);
  const path = join(dir, journalFile(epoch));
  const scan = scanJournal<R>(dir);
  if (scan.lastEpoch >= epoch) {
    throw new NotSavedError(path, new Error(`epoch ${scan.lastEpoch} is already there, the lease is older`));
  }
  // What cannot be read now may be readable later: going on without it could pay for its work again.
  for (const { file, error } of scan.unreadable) throw new NotSavedError(join(dir, file), error);
  // A dead writer may have left what was read unsynced: it is made last before it is believed.
  for (const { epoch: earlier } of scan.unsealed) syncFile(join(dir, journalFile(earlier)));
  return new EpochJournal(path, epoch, scan, options, () => syncDir(dir));
}

/** How a journal is written. */
export interface JournalOptions {
  readonly now: () => Date;
  /** All that is appended in one turn of the event loop shares a sync: for many writers at once. */
  readonly gathers?: boolean;
}

interface Waiting<R> {
  readonly records: readonly R[];
  readonly resolve: (recorded: Recorded<R>[]) => void;
  readonly reject: (error: unknown) => void;
}

class EpochJournal<R extends JournalRecord> implements Journal<R> {
  readonly records: readonly Recorded<R>[];
  readonly damage: readonly JournalDamage[];
  readonly lastEpoch: number;
  bytes = 0;
  private readonly path: string;
  private readonly options: JournalOptions;
  private readonly fd: number;
  private seq: number;
  private waiting: Waiting<R>[] = [];
  private refused: NotSavedError | undefined;
  private closed = false;

  constructor(path: string, epoch: number, scan: Scan<R>, options: JournalOptions, syncFolder: () => void) {
    this.path = path;
    this.options = options;
    this.records = scan.records;
    this.damage = scan.damage;
    this.lastEpoch = epoch;
    this.seq = scan.lastSeq;
    this.fd = openNew(path);
    try {
      if (scan.unsealed.length > 0) {
        const sealed: Sealed = { type: "sealed", path: "", seals: [...scan.newestSeals, ...scan.unsealed] };
        this.write([this.line(sealed)]);
      }
      fsyncSync(this.fd);
      syncFolder();
    } catch (error) {
      closeSync(this.fd);
      throw notSaved(path, error);
    }
  }

  append(records: readonly R[]): Promise<Recorded<R>[]> {
    return new Promise((resolve, reject) => {
      // A turn of the event loop (setImmediate) costs a quarter of a sync: all appends of one tick share it, no more.
      const soon = this.options.gathers ? setImmediate : queueMicrotask;
      if (this.waiting.length === 0) soon(() => this.flush());
      this.waiting.push({ records, resolve, reject });
    });
  }

  appendSync(records: readonly R[]): Recorded<R>[] {
    let result: Recorded<R>[] = [];
    let failure: unknown;
    this.waiting.push({
      records,
      resolve: (recorded) => {
        result = recorded;
      },
      reject: (error) => {
        failure = error;
      },
    });
    this.flush();
    if (failure !== undefined) throw failure;
    return result;
  }

  close(): void {
    this.flush();
    if (this.closed) return;
    this.closed = true;
    this.refused ??= new NotSavedError(this.path, new Error("the journal is closed"));
    closeSync(this.fd);
  }

  /** One write and one sync for all who wait. */
  private flush(): void {
    const batch = this.waiting;
    this.waiting = [];
    if (batch.length === 0) return;
    try {
      if (this.refused) throw this.refused;
      const lines = batch.map(({ records }) => records.map((record) => this.line(record)));
      this.write(lines.flat());
      fdatasyncSync(this.fd);
      for (const [index, { resolve }] of batch.entries())
        resolve((lines[index] ?? []).map((l) => l.recorded));
    } catch (error) {
      // What is in the file after a failed write or sync is anyone's guess, so nothing more may follow it.
      this.refused ??= notSaved(this.path, error);
      for (const { reject } of batch) reject(this.refused);
    }
  }

  private line<T extends JournalRecord>(record: T): { recorded: Recorded<T>; text: string } {
    this.seq += 1;
    const envelope = { seq: this.seq, epoch: this.lastEpoch, at: this.options.now().toISOString() };
    // The envelope's keys come first, and win over any of the record's. Not spread: V8 gives each such object a shape of
    // its own, which costs 20 times as much, and twice the memory.
    const recorded = Object.assign({}, envelope, record, envelope);
    return { recorded, text: encodeLine(recorded) };
  }

  private write(lines: readonly { text: string }[]): void {
    const bytes = Buffer.from(lines.map(({ text }) => `${text}\n`).join(""));
    writeAll(this.fd, bytes);
    this.bytes += bytes.length;
    checkSize(this.fd, this.bytes, this.path);
  }
}

function openNew(path: string): number {
  try {
    return openSync(path, "ax", 0o600);
  } catch (error) {
    const cause =
      errorCode(error) === "EEXIST" ? new Error("another process has just opened this epoch") : error;
    throw new NotSavedError(path, cause);
  }
}
