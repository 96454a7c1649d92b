import { lstatSync, readdirSync, renameSync, unlinkSync } from "node:fs";
import { join, relative } from "node:path";
import { readJournal } from "../../adapters/files/journal/journal.ts";
import { layoutOf } from "../../adapters/files/layout.ts";
import { holderText } from "../../adapters/files/lease/holder-text.ts";
import { inspectLease } from "../../adapters/files/lease/lease.ts";
import { createRunStore } from "../../adapters/files/runs/store.ts";
import { formatDuration } from "../../domain/text/duration.ts";
import { backupName } from "./backup.ts";
import { type Check, counted, ok, problem, warning } from "./check.ts";

export function checkLeases(root: string): Check[] {
  const { leases, runs, attempts } = layoutOf(root);
  const found = [leases, ...folders(runs), ...folders(attempts)].flatMap((dir) =>
    leaseNames(dir).flatMap((name) => checkLease(relative(root, join(dir, name)), inspectLease(dir, name))),
  );
  return found.length > 0 ? found : [ok("leases", "no run is at work")];
}

function checkLease(name: string, standing: ReturnType<typeof inspectLease>): Check[] {
  const { state } = standing;
  if (state === "free" || state === "released") return [];
  if (state === "dead") {
    return [
      warning("leases", `${name}: its holder died`, "agentic-sdlc run --continue recovers what it did"),
    ];
  }
  const text = `${name}: ${holderText(standing)}`;
  if (state === "held") return [ok("leases", text)];
  return [
    warning("leases", text, "Only if you are sure that it is dead: agentic-sdlc run --continue --take-over"),
  ];
}

/** Leases are files `<name>.<epoch>`. */
function leaseNames(dir: string): string[] {
  return [...new Set(entries(dir).flatMap((file) => /^([\w-]+)\.\d+$/.exec(file)?.[1] ?? []))];
}

/** Unfinished runs as the next run will find them. */
export function checkCheckpoints(root: string, now: Date, maxAgeMs: number): Check[] {
  const store = createRunStore(layoutOf(root), { now: () => now, random: () => "", takeOver: false });
  const { runs, unusable } = store.unfinished();
  const found = [
    ...runs.map((run) => checkRun(run, now, maxAgeMs, runs.length > 1 ? ` ${run.runId}` : "")),
    ...unusable.map((checkpoint) => checkUnusable(root, checkpoint, now)),
  ];
  return found.length > 0 ? found : [ok("checkpoints", "no unfinished run")];
}

type Unfinished = ReturnType<ReturnType<typeof createRunStore>["unfinished"]>;

function checkRun(
  { runId, status, savedAt, rebuilt, holder }: Unfinished["runs"][number],
  now: Date,
  maxAgeMs: number,
  id: string,
) {
  if (rebuilt !== undefined) {
    // Moved away, its checkpoint would count as removed by hand, which abandons the run.
    const text = `the checkpoint of run ${runId} is damaged: ${rebuilt}`;
    return warning("checkpoints", text, "Leave it: agentic-sdlc run --continue rebuilds it from the journal");
  }
  if (holder !== undefined) return ok("checkpoints", `run ${runId} is at work`);
  const age = now.getTime() - Date.parse(savedAt);
  const text = `run ${runId} is unfinished (${status === "running" ? "interrupted" : status})`;
  if (!(age > maxAgeMs)) return ok("checkpoints", `${text}: agentic-sdlc run --continue${id}`);
  const fix = `agentic-sdlc run --continue ${runId}, or give it up: agentic-sdlc runs discard ${runId}`;
  return warning("checkpoints", `${text} and has stood still for ${formatDuration(age)}`, fix);
}

function checkUnusable(
  root: string,
  { path, why, detail }: Unfinished["unusable"][number],
  now: Date,
): Check {
  const name = relative(root, path);
  if (why === "newer") {
    return problem("checkpoints", `${name}: ${detail}`, "Use the agentic-sdlc that wrote it, or a newer one");
  }
  const text = `${name} is damaged (${detail}), and no journal is left to rebuild it from`;
  return problem("checkpoints", text, "agentic-sdlc doctor --fix sets it aside; nothing is deleted", () => {
    const backup = backupName(path, now);
    renameSync(path, backup);
    return `${name} is set aside as ${relative(root, backup)}`;
  });
}

export function checkJournals(root: string): Check[] {
  const { runs, attempts } = layoutOf(root);
  const dirs = [...folders(runs), ...folders(attempts)];
  const damage = dirs.flatMap((dir) =>
    readJournal(dir).damage.map(({ file, line, message }) =>
      problem(
        "journals",
        `${relative(root, join(dir, file))}:${line}: ${message}`,
        "Nothing to mend: what its records told is decided afresh, and may be run again",
      ),
    ),
  );
  return damage.length > 0 ? damage : [ok("journals", `${counted(dirs.length, "journal")}, undamaged`)];
}

const hourMs = 3_600_000;

/** Temporary names of ours, and of write-file-atomic. */
const leftover = /^\..+\.[0-9a-f]{16}\.tmp$|\.md\.\d{5,}$/;

/** Temporary files of writers that were killed. Those younger than an hour may be a write in flight. */
export function checkLeftovers(root: string, now: Date): Check[] {
  const { sdlc } = layoutOf(root);
  const old = readdirSync(sdlc, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && leftover.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter(
      (file) => now.getTime() - (lstatSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Infinity) > hourMs,
    );
  if (old.length === 0) return [];
  return [
    warning(
      "leftovers",
      `${counted(old.length, "temporary file")} of killed runs`,
      "agentic-sdlc doctor --fix removes them",
      () => {
        for (const file of old) unlinkSync(file);
        return `removed ${counted(old.length, "temporary file")}`;
      },
    ),
  ];
}

/** The folders in a folder, in order; none where there is no such folder. */
export function folders(dir: string): string[] {
  return entries(dir)
    .map((name) => join(dir, name))
    .filter((path) => lstatSync(path, { throwIfNoEntry: false })?.isDirectory());
}

function entries(dir: string): string[] {
  try {
    return readdirSync(dir).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
