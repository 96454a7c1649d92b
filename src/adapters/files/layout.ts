import { join } from "node:path";
import { UserError } from "../../domain/errors.ts";
import type { RunScope } from "../../domain/journal/run-record.ts";
import { sha256 } from "./durable/sha256.ts";

/** Where a project keeps what. Absolute paths; `root` holds the `.agentic-sdlc` folder. */
export interface Layout {
  readonly root: string;
  readonly sdlc: string;
  readonly runs: string;
  readonly attempts: string;
  readonly leases: string;
  readonly boardCheckpoint: string;
}

/** The layout of the project whose root is `root`. */
export function layoutOf(root: string): Layout {
  const sdlc = join(root, ".agentic-sdlc");
  return {
    root,
    sdlc,
    runs: join(sdlc, "runs"),
    attempts: join(sdlc, "attempts"),
    leases: join(sdlc, "leases"),
    boardCheckpoint: join(sdlc, ".workflow-state.json"),
  };
}

const safeName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** A name from a file, as one path segment that leads nowhere else. Throws UserError for any other. */
export function segment(name: string): string {
  if (safeName.test(name)) return name;
  throw new UserError(2, `${JSON.stringify(name)} cannot name a folder`, {
    why: "only letters, digits and . _ - are allowed, and a letter or digit comes first",
    fix: "Correct the id",
  });
}

/** Whether a name can be a path segment. */
export function isSegment(name: string): boolean {
  return safeName.test(name);
}

/** An attempt's own folder inside its story's. */
export function attemptFolder(action: string, attempt: number): string {
  return `${action}-${attempt}`;
}

/** The folder of an attempt at a workflow file's node, inside its run's. Paths are longer than names may be. */
export function nodeFolder(path: string, attempt: number): string {
  const name = sha256(path).slice(0, 16);
  return join("nodes", attemptFolder(name, attempt));
}

/** Absolute path of an unfinished run's checkpoint. */
export function checkpointPath(layout: Layout, runId: string, scope: RunScope): string {
  return scope.kind === "board" ? layout.boardCheckpoint : join(layout.sdlc, `.workflow-state-${runId}.json`);
}

/** Absolute path of the folder that holds a story's journal, attempts and inbox. Throws UserError for an unsafe id. */
export function storyFolder(layout: Layout, storyId: string): string {
  return join(layout.attempts, segment(storyId));
}
