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

/** A journal as it was found: every record that was ever acknowledged, in the order of appending, or its damage. */
export interface JournalContent<R> {
  readonly records: readonly Recorded<R>[];
  readonly damage: readonly JournalDamage[];
  /** The highest epoch that wrote to it; 0 where none did. */
  readonly lastEpoch: number;
}

/**
 * A journal open for appending, by the one holder of its lease. `seq` counts on over all epochs. Records of one append
 * may be cut short by a crash: the first ones are there, the last are not.
 */
export interface Journal<R> extends JournalContent<R> {
  /** Bytes written in this epoch so far. */
  readonly bytes: number;
  /**
   * Appends all of them, in order, or rejects with NotSavedError; after that every append is refused. Durable when it
   * resolves. Appends that wait at the same time share one write and one sync.
   */
  append(records: readonly R[]): Promise<Recorded<R>[]>;
  /** As `append`, at once, with whatever was waiting before it. Throws NotSavedError. */
  appendSync(records: readonly R[]): Recorded<R>[];
  /** Writes what is waiting; every append afterwards is refused with NotSavedError. */
  close(): void;
}
