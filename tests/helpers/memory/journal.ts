import { NotSavedError } from "../../../src/domain/errors.ts";
import type { Recorded } from "../../../src/domain/journal/record.ts";
import type { Journal, JournalRecord } from "../../../src/engine/ports/journal.ts";
import type { MemoryClock } from "./clock.ts";
import { Crash, type Machine } from "./machine.ts";

interface Waiting<R> {
  readonly records: readonly R[];
  readonly resolve: (recorded: Recorded<R>[]) => void;
  readonly reject: (error: unknown) => void;
}

interface Options {
  readonly machine: Machine;
  readonly clock: MemoryClock;
  /** All that is appended in one turn of the event loop becomes durable in the next. */
  readonly gathers?: boolean;
}

/** A journal whose disk is an array. Each record is one durable operation: a crash may cut an append short. */
export class MemoryJournal<R extends JournalRecord> implements Journal<R> {
  readonly records: readonly Recorded<R>[];
  readonly damage = [];
  readonly lastEpoch: number;
  bytes = 0;
  readonly #disk: Recorded<R>[];
  readonly #options: Options;
  readonly #process: number;
  #seq: number;
  #waiting: Waiting<R>[] = [];
  #refused: unknown;

  constructor(disk: Recorded<R>[], epoch: number, options: Options) {
    this.records = [...disk];
    this.lastEpoch = epoch;
    this.#disk = disk;
    this.#options = options;
    this.#process = options.machine.process;
    this.#seq = disk.at(-1)?.seq ?? 0;
  }

  append(records: readonly R[]): Promise<Recorded<R>[]> {
    return new Promise((resolve, reject) => {
      const soon = this.#options.gathers ? setImmediate : queueMicrotask;
      if (this.#waiting.length === 0) soon(() => this.#flush());
      this.#waiting.push({ records, resolve, reject });
    });
  }

  appendSync(records: readonly R[]): Recorded<R>[] {
    this.#flush();
    if (this.#refused) throw this.#refused;
    return this.#write(records);
  }

  close(): void {
    this.#flush();
    this.#refused ??= new NotSavedError("journal", new Error("the journal is closed"));
  }

  #flush(): void {
    const batch = this.#waiting;
    this.#waiting = [];
    for (const { records, resolve, reject } of batch) {
      try {
        if (this.#refused) throw this.#refused;
        resolve(this.#write(records));
      } catch (error) {
        this.#refused ??= error;
        reject(this.#refused);
      }
    }
  }

  #write(records: readonly R[]): Recorded<R>[] {
    const { machine, clock } = this.#options;
    // Whoever is dead writes nothing any more.
    if (machine.process !== this.#process) throw new Crash("crashed");
    return records.map((record) =>
      machine.durable(() => {
        const envelope = { seq: ++this.#seq, epoch: this.lastEpoch, at: clock.tick() };
        const recorded = { ...record, ...envelope };
        this.#disk.push(recorded);
        this.bytes += JSON.stringify(recorded).length + 1;
        return recorded;
      }),
    );
  }
}
