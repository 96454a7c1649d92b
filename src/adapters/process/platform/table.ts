/** One process, as a single look at the process table found it. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  /** Process group; 0 where the platform has none. */
  readonly group: number;
  /** Session; 0 where the platform does not tell. */
  readonly session: number;
  readonly state: "running" | "stopped" | "zombie";
  /** Its environment holds the token that was looked for. */
  readonly carries: boolean;
}

/** What one look at the process table found. */
export interface Scan {
  readonly entries: readonly ProcessEntry[];
  /** False when a process could not be judged: it vanished during the look, or was in the middle of exec. */
  readonly complete: boolean;
}

/** Looks at the process table once. Never throws; what it cannot read it leaves out. */
export type Scanner = (token: string) => Scan;
