import { accessSync, constants, lstatSync } from "node:fs";
import { userInfo } from "node:os";
import { dirname } from "node:path";
import { shellWord } from "../../domain/text/shell-word.ts";
import { errorCode } from "./durable/write.ts";

/** Whether a failed reading says that something is there: who cannot read it must not take it for missing, or damaged. */
export function isUnreadable(error: unknown): boolean {
  const code = errorCode(error);
  return code !== undefined && code !== "ENOENT" && code !== "ENOTDIR";
}

/** Why a path cannot be read, whose it is, and what to type: one sentence for people. Never throws. */
export function whyUnreadable(path: string, error: unknown): string {
  const code = errorCode(error) ?? (error instanceof Error ? error.message : String(error));
  if (code !== "EACCES" && code !== "EPERM") return `it cannot be read (${code}); look after the disk`;
  const closed = closedAt(path);
  const [owner, own] = [lstatSync(closed, { throwIfNoEntry: false })?.uid, ownId()];
  if (owner === undefined || owner === own)
    return `it cannot be read (${code}); chmod -R u+rwX ${shellWord(closed)}`;
  const whose = `${closed} belongs to ${userName(owner)}`;
  return `it cannot be read (${code}): ${whose}; sudo chown -R ${userName(own)} ${shellWord(ownFolder(closed))}`;
}

/** The rest of our folder is most likely the same user's. */
function ownFolder(path: string): string {
  return /^(.*[/\\]\.agentic-sdlc)[/\\]/.exec(path)?.[1] ?? path;
}

/** The first path on the way to it that cannot be entered, or read. */
function closedAt(path: string): string {
  const above = dirname(path);
  if (above === path) return path;
  const closed = closedAt(above);
  if (closed !== above || !canEnter(above)) return closed;
  return path;
}

function canEnter(folder: string): boolean {
  try {
    accessSync(folder, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function ownId(): number | undefined {
  return process.getuid?.();
}

function userName(id: number | undefined): string {
  if (id === 0) return "root";
  try {
    const { uid, username } = userInfo();
    if (id === uid) return username;
  } catch {
    // A user without a name, as in a container.
  }
  return String(id ?? "you");
}
