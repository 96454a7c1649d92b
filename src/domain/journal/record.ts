/** What the journal adds to every record. */
export interface Envelope {
  /** Counts from 1 over the journal's whole life, across epochs. */
  readonly seq: number;
  /** The lease epoch of the writer. */
  readonly epoch: number;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** Text kept in the record, or, over 64 KiB, in a file named by its sha256. */
export type Text = { readonly text: string } | { readonly sha256: string; readonly bytes: number };

/** The outcome of running one check command. */
export interface Receipt {
  readonly command: string;
  /** `null`: ended by a signal or the time limit. */
  readonly exitCode: number | null;
  readonly durationMs: number;
  /** The end of its output. */
  readonly tail: string;
  /** Hash of the workspace's tree after the checks; `null` outside git. */
  readonly tree: string | null;
}

/** A record as it is read back from a journal. */
export type Recorded<R> = R & Envelope;
