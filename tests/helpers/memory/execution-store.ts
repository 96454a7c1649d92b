import { apply, applyAll } from "../../../src/domain/journal/apply.ts";
import type { StoryExecution } from "../../../src/domain/journal/execution.ts";
import type { Recorded, Text } from "../../../src/domain/journal/record.ts";
import type { StoryRecord } from "../../../src/domain/journal/story-record.ts";
import type { ExecutionStore, StorySession } from "../../../src/engine/ports/execution-store.ts";
import type { MemoryClock } from "./clock.ts";
import { MemoryInboxes } from "./inboxes.ts";
import { MemoryJournal } from "./journal.ts";
import { MemoryLeases } from "./lease.ts";
import type { Machine } from "./machine.ts";
import { MemoryTexts } from "./texts.ts";

/** The journals of all stories, by story id. */
export class MemoryExecutionStore implements ExecutionStore {
  readonly journals = new Map<string, Recorded<StoryRecord>[]>();
  readonly inboxes: MemoryInboxes;
  readonly leases: MemoryLeases;
  readonly #machine: Machine;
  readonly #clock: MemoryClock;
  readonly #texts: MemoryTexts;

  constructor(machine: Machine, clock: MemoryClock) {
    this.#machine = machine;
    this.#clock = clock;
    this.#texts = new MemoryTexts(machine);
    this.inboxes = new MemoryInboxes(machine);
    this.leases = new MemoryLeases(machine, clock);
  }

  ids(): ReadonlySet<string> {
    return new Set([...this.journals.keys(), ...this.inboxes.all.keys()]);
  }

  read(storyId: string): StoryExecution {
    return applyAll(this.journals.get(storyId) ?? []);
  }

  pendingMessages(storyId: string): number {
    return this.inboxes.inbox(storyId).messages().length;
  }

  readText(_storyId: string, text: Text): string {
    return this.#texts.readText(text);
  }

  holder(storyId: string): string | undefined {
    return this.leases.holder(storyId);
  }

  open(storyId: string): StorySession {
    const lease = this.leases.acquire(storyId);
    const disk = this.journals.get(storyId) ?? [];
    this.journals.set(storyId, disk);
    const journal = new MemoryJournal(disk, lease.epoch, { machine: this.#machine, clock: this.#clock });
    let execution = applyAll(journal.records);
    return {
      storyId,
      get execution() {
        return execution;
      },
      async record(...records) {
        lease.assertHeld();
        for (const recorded of await journal.append(records)) execution = apply(execution, recorded);
      },
      attemptDir: (action, attempt) => `/attempts/${storyId}/${action}-${attempt}`,
      keepText: (text) => this.#texts.keepText(text),
      readText: (text) => this.#texts.readText(text),
      ...this.inboxes.inbox(storyId),
      release() {
        journal.close();
        lease.release();
      },
    };
  }
}
