import { applyAll, noExecution } from "../../../src/domain/journal/apply.ts";
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

/** What a journal came to when it was last looked at: it is read again only where it has grown. */
interface Folded {
  readonly count: number;
  readonly last: Recorded<StoryRecord> | undefined;
  readonly execution: StoryExecution;
}

/** The journals of all stories, by story id. */
export class MemoryExecutionStore implements ExecutionStore {
  readonly journals = new Map<string, Recorded<StoryRecord>[]>();
  readonly inboxes: MemoryInboxes;
  readonly leases: MemoryLeases;
  readonly #machine: Machine;
  readonly #clock: MemoryClock;
  readonly #texts: MemoryTexts;
  readonly #folded = new Map<string, Folded>();

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
    const journal = this.journals.get(storyId) ?? [];
    const known = this.#folded.get(storyId);
    const stands = known && journal[known.count - 1] === known.last;
    const { count, execution } = stands ? known : { count: 0, execution: noExecution };
    const now = applyAll(journal.slice(count), execution);
    this.#folded.set(storyId, { count: journal.length, last: journal.at(-1), execution: now });
    return now;
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
    const read = () => this.read(storyId);
    return {
      storyId,
      get execution() {
        return read();
      },
      async record(...records) {
        lease.assertHeld();
        await journal.append(records);
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
