import { scanDarwin } from "./scan-darwin.ts";
import { freezeLinux, scanLinux } from "./scan-linux.ts";
import { scanWindows } from "./scan-windows.ts";

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

export interface Scan {
  readonly entries: readonly ProcessEntry[];
  /** False when a process could not be judged: it vanished during the look, or was in the middle of exec. */
  readonly complete: boolean;
}

/** Looks at the process table once. Never throws; what it cannot read it leaves out. */
export type Scanner = (token: string) => Scan;

const scanners: Partial<Record<NodeJS.Platform, Scanner>> = {
  linux: scanLinux,
  darwin: scanDarwin,
  win32: scanWindows,
};

/** The platform's process table; other Unixes are read as macOS is, by `ps`. */
export const scan: Scanner = scanners[process.platform] ?? scanDarwin;

/**
 * Stops everything that carries the token, however fast it starts more of itself. On Linux only; elsewhere a look takes
 * too long to win that race, and what is found is ended one by one.
 */
export const freeze: (token: string) => void = process.platform === "linux" ? freezeLinux : () => {};
