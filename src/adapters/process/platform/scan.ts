import { scanDarwin } from "./darwin/scan.ts";
import { freezeLinux, scanLinux } from "./linux/scan.ts";
import type { Scanner } from "./table.ts";
import { scanWindows } from "./windows/scan.ts";

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
