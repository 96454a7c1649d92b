import { basename, dirname } from "node:path";
import { mutatesFiles, says } from "./points.ts";
import { withoutChance } from "./signature.ts";
import type { Call } from "./strace.ts";

/*
 * SIGKILL keeps the page cache, so kills alone pass without a single fsync. This reads a trace and says what a power cut
 * could have taken at the moment the victim acknowledged: bytes not synced, and names whose folder was not synced.
 */

/** What a crash leaves behind, and what nobody needs: it may stay unsynced. */
const temporary = /\.tmp$|\.md\.\d+$|\btranscript\.ndjson$/;

/** What is not durable at an acknowledgement (ACK, SAVED or END), one line each; [] if nothing. */
export function unsynced(calls: readonly Call[]): string[] {
  return audit(calls).problems;
}

/** What a power cut could take at the end of a trace. */
export function pending(calls: readonly Call[]): string[] {
  return audit(calls).pending;
}

function audit(calls: readonly Call[]): { problems: string[]; pending: string[] } {
  const bytes = new Set<string>();
  const names = new Map<string, Set<string>>();
  const problems = new Set<string>();
  const lacking = () =>
    [...bytes]
      .map((path) => `bytes of ${basename(path)}`)
      .concat([...names.values()].flatMap((set) => [...set].map((path) => `name of ${basename(path)}`)))
      .filter((what) => !temporary.test(what))
      .map(withoutChance);
  for (const call of calls) {
    if (["ACK", "SAVED", "END"].some((word) => says(call, word))) {
      for (const what of lacking()) problems.add(`${what} at ${spoken(call)}`);
    } else if (call.succeeded) {
      follow(call, bytes, names, (problem) => problems.add(withoutChance(problem)));
    }
  }
  return { problems: [...problems], pending: lacking() };
}

function follow(
  { name, path, target = "", text }: Call,
  bytes: Set<string>,
  names: Map<string, Set<string>>,
  report: (problem: string) => void,
): void {
  const added = (made: string) =>
    names.set(dirname(made), (names.get(dirname(made)) ?? new Set<string>()).add(made));
  const gone = (lost: string) => {
    names.get(dirname(lost))?.delete(lost);
    bytes.delete(lost);
  };
  switch (name) {
    case "openat":
      if (text.includes("O_CREAT")) added(path);
      if (text.includes("O_TRUNC") && !text.includes("O_EXCL")) bytes.add(path);
      break;
    case "mkdir":
    case "mkdirat":
      added(path);
      break;
    case "fsync":
    case "fdatasync":
      bytes.delete(path);
      names.delete(path);
      break;
    case "link":
    case "linkat":
    case "rename":
    case "renameat":
    case "renameat2":
      // The new name must never be able to reach the disk before the bytes it stands for.
      if (bytes.has(path)) report(`bytes of ${basename(target)} when it got its name`);
      if (name.startsWith("rename")) gone(path);
      added(target);
      break;
    case "unlink":
    case "unlinkat":
      gone(path);
      break;
    case "utimensat":
    case "chmod":
    case "chown":
      break;
    default:
      if (path.startsWith("/") && mutatesFiles({ name, path, text })) bytes.add(path);
  }
}

function spoken({ text }: Call): string {
  return /"([^"\\]*)/.exec(text)?.[1] ?? "";
}
