import type { Recorded } from "../../domain/journal/record.ts";

/** What every record has before the journal adds its envelope. */
export interface JournalRecord {
  readonly type: string;
  readonly path: string;
}

/** A line that was recorded and cannot be trusted any more. */
export interface JournalDamage {
  /** The journal's file name, without its folder. */
  readonly file: string;
  /** From 1; 0 for the file as a whole. */
  readonly line: number;
  /** What is wrong, and what may have to be repeated. Holds no control characters. */
  readonly message: string;
}

/** A journal as it was found. */
export interface JournalContent<R> {
  readonly records: readonly Recorded<R>[];
  readonly damage: readonly JournalDamage[];
  /** The highest epoch with a file; 0 where there is none. */
  readonly lastEpoch: number;
}

/** A journal open for appending, by the one holder of its lease. */
export interface Journal<R> extends JournalContent<R> {
  /** Bytes written to this epoch's file so far. */
  readonly bytes: number;
  /**
   * Appends all of them, in order, or rejects with NotSavedError; after that every append is refused. Durable when it
   * resolves. Appends that wait at the same time share one write and one sync.
   */
  append(records: readonly R[]): Promise<Recorded<R>[]>;
  /** As `append`, at once, with whatever was waiting before it. */
  appendSync(records: readonly R[]): Recorded<R>[];
  /** Writes what is waiting and closes the file; no append afterwards. */
  close(): void;
}
