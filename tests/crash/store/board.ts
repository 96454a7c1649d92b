import { existsSync } from "node:fs";
import { join } from "node:path";
import { getText } from "../../../src/adapters/files/durable/outputs.ts";
import { readInbox } from "../../../src/adapters/files/journal/inbox.ts";
import { readJournal } from "../../../src/adapters/files/journal/journal.ts";
import { inspectLease } from "../../../src/adapters/files/lease/lease.ts";
import { readCheckpoint } from "../../../src/adapters/files/runs/checkpoint.ts";
import type { Checkpoint } from "../../../src/domain/journal/checkpoint.ts";
import type { Text } from "../../../src/domain/journal/record.ts";
import type { JournalRecord } from "../../../src/engine/ports/journal.ts";
import type { Victim } from "../harness/victim.ts";

/** What the victim records. */
export interface Save extends JournalRecord {
  readonly count: number;
  readonly text: Text;
}

export function storyDirOf(dir: string): string {
  return join(dir, "attempts", "story-1");
}

/** The checkpoint after `count` saves; its length grows with them. */
export function checkpointOf(count: number): Checkpoint {
  const completedActions = Array.from({ length: count }, (_, index) => {
    return { path: `each[${index + 1}]`, type: "save", completedAt: "2026-01-08T10:11:12.123Z" };
  });
  return {
    version: "1.0",
    workflowId: "run-1",
    workflow: { name: "story", hash: "0" },
    timestamp: "2026-01-08T10:11:12.123Z",
    status: "running",
    currentActions: [],
    completedActions,
    context: {},
  };
}

/** The store's victim, run from a bundle of `victim.ts`. */
export function storeVictim(bundled: string, goal: number): Victim {
  const restsOn = /journal|workflow-state|lease/;
  return { goal, args: (dir) => [bundled, dir, String(goal)], loaded, restsOn };
}

function loaded(dir: string, stdout: string): number {
  const storyDir = storyDirOf(dir);
  const { records, damage } = readJournal<Save>(storyDir);
  if (damage.length > 0) throw new Error(`damage: ${damage[0]?.message}`);
  for (const [index, { count, text }] of records.entries()) {
    if (count !== index + 1) throw new Error(`record ${index + 1} is save ${count}`);
    if (!getText(storyDir, text).startsWith(String(count))) throw new Error(`text of save ${count} is wrong`);
  }
  const { unreadable } = readInbox(storyDir);
  if (unreadable.length > 0) throw new Error(`inbox: ${unreadable[0]?.problem}`);
  const lease = inspectLease(storyDir, "lease").state;
  if (lease === "held" || lease === "unknown") throw new Error(`lease: ${lease}`);
  checkCheckpoint(join(dir, ".workflow-state.json"), records.length, stdout);
  return records.length;
}

/** It parses at every moment, is never gone again, never ahead of the journal, never behind what was said of it. */
function checkCheckpoint(path: string, records: number, stdout: string): void {
  const saved = [...stdout.matchAll(/^SAVED (\d+)$/gm)].at(-1)?.[1];
  if (saved === undefined && !existsSync(path)) return;
  const checkpoint = readCheckpoint(path);
  if (checkpoint.state !== "ok") throw new Error(`checkpoint: ${checkpoint.state}`);
  const completed = checkpoint.value.completedActions.length;
  if (completed > records || completed < Number(saved ?? 0)) {
    throw new Error(`checkpoint: ${completed} actions, ${records} records, ${saved} said`);
  }
}
