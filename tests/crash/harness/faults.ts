import type { Call } from "./strace.ts";

/** What can happen at a system call. Short writes are made by `shorten.ts`: strace can only pretend them. */
export const faults = ["kill", "EIO", "ENOSPC", "EROFS"] as const;
export type Fault = (typeof faults)[number];

/** The strace expression that brings the fault to this call. SIGKILL lands before the call is executed. */
export function injection(fault: Fault, { name, nth }: Call): string {
  return `${name}:${fault === "kill" ? "signal=KILL" : `error=${fault}`}:when=${nth}`;
}
