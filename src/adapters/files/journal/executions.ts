import { existsSync } from "node:fs";
import { join } from "node:path";
import { apply, applyAll, noExecution } from "../../../domain/journal/apply.ts";
import type { StoryExecution } from "../../../domain/journal/execution.ts";
import type { Recorded, Text } from "../../../domain/journal/record.ts";
import type { StoryRecord } from "../../../domain/journal/story-record.ts";
import type { ExecutionStore, StorySession } from "../../../engine/ports/execution-store.ts";
import { getText, putText } from "../durable/outputs.ts";
import { mkdirDurable } from "../durable/write.ts";
import { attemptFolder, isSegment, type Layout, segment, storyFolder } from "../layout.ts";
import { holderText } from "../lease/holder-text.ts";
import { acquireLease, inspectLease } from "../lease/lease.ts";
import { readableNames } from "../names.ts";
import { damageTeller, type TellDamage } from "./damage.ts";
import { journalKey } from "./files.ts";
import { readInbox, removeMessage } from "./inbox.ts";
import { openJournal, readJournal } from "./journal.ts";

/** The lease that every journal's folder holds. */
export const leaseName = "lease";

/** What all journals of stories are opened with. */
export interface StoreOptions {
  readonly now: () => Date;
  /** Take over leases whose holder cannot be judged. */
  readonly takeOver: boolean;
  /** Told of damage that reading found, and what may have to be repeated. */
  readonly warn: (text: string) => void;
}

/** The journals of all stories: `.agentic-sdlc/attempts/<storyId>/`. */
export function createExecutionStore(layout: Layout, options: StoreOptions): ExecutionStore {
  const dirOf = (storyId: string) => storyFolder(layout, storyId);
  const cache = new Map<string, { key: string; execution: StoryExecution }>();
  const tell = damageTeller(layout.root, options.warn);

  const read = (storyId: string): StoryExecution => {
    const dir = dirOf(storyId);
    const key = journalKey(dir);
    if (key === "") return noExecution;
    const cached = cache.get(storyId);
    if (cached?.key === key) return cached.execution;
    const { records, damage } = readJournal<StoryRecord>(dir);
    tell(dir, damage);
    const execution = applyAll(records);
    cache.set(storyId, { key, execution });
    return execution;
  };

  return {
    ids: () => new Set(readableNames(layout.attempts).filter(isSegment)),
    read,
    pendingMessages: (storyId) => readInbox(dirOf(storyId)).messages.length,
    readText: (storyId, text) => getText(dirOf(storyId), text),
    holder(storyId) {
      const standing = inspectLease(dirOf(storyId), leaseName);
      // Asked to take over, we take whoever cannot be judged for dead, here as in `open`.
      return options.takeOver && standing.state === "unknown" ? undefined : holderText(standing);
    },
    open(storyId) {
      const dir = dirOf(storyId);
      mkdirDurable(dir);
      return openSession(storyId, dir, options, tell);
    },
  };
}

function openSession(
  storyId: string,
  dir: string,
  { now, takeOver }: StoreOptions,
  tell: TellDamage,
): StorySession {
  const lease = acquireLease(dir, leaseName, { takeOver, now });
  try {
    const journal = openJournal<StoryRecord>(dir, lease.epoch, { now });
    tell(dir, journal.damage);
    let execution = applyAll(journal.records);
    return {
      storyId,
      get execution() {
        return execution;
      },
      async record(...records) {
        if (records.length === 0) return;
        lease.assertHeld();
        const recorded: Recorded<StoryRecord>[] = await journal.append(records);
        for (const record of recorded) execution = apply(execution, record);
      },
      attemptDir(action, attempt) {
        const folder = join(dir, attemptFolder(segment(action), attempt));
        if (!existsSync(folder)) mkdirDurable(folder);
        return folder;
      },
      keepText: (text) => putText(dir, text),
      readText: (text: Text) => getText(dir, text),
      messages: () => readInbox(dir).messages,
      forgetMessage: (name) => removeMessage(dir, name),
      release() {
        journal.close();
        lease.release();
      },
    };
  } catch (error) {
    lease.release();
    throw error;
  }
}
