import type { Call } from "./strace.ts";

/** Whether a call is the victim saying `word` on standard output (`BEGIN`, `ACK 3`, `END`). */
export function says(call: Call, word: string): boolean {
  return call.name === "write" && new RegExp(`^write\\(1<[^>]*>, "${word}\\b`).test(call.text);
}

/** Whether a call changes files, or makes changes last; what goes to pipes, terminals and event counters does not. */
export function mutatesFiles(call: Pick<Call, "name" | "path" | "text">): boolean {
  if (call.name === "openat") return call.text.includes("O_CREAT");
  return call.path.startsWith("/") && !call.path.startsWith("/dev/") && !/^write\([12]</.test(call.text);
}

/** Every call between BEGIN and END at which a crash or a failure could matter. */
export function points(calls: readonly Call[]): Call[] {
  const begin = calls.findIndex((call) => says(call, "BEGIN"));
  const end = calls.findIndex((call) => says(call, "END"));
  return calls.slice(begin + 1, end < 0 ? calls.length : end).filter(mutatesFiles);
}

/** Throws unless every pattern is found among the points' paths: an enumeration that misses a file proves nothing. */
export function requireCovered(all: readonly Call[], patterns: readonly RegExp[]): void {
  for (const pattern of patterns) {
    const found = all.some((call) => pattern.test(call.path) || pattern.test(call.target ?? ""));
    if (!found) throw new Error(`no call on ${pattern} is among the points`);
  }
}
