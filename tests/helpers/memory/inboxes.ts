import type { PersonMessage } from "../../../src/domain/journal/story-record.ts";
import type { Inbox, PendingMessage } from "../../../src/engine/ports/inbox.ts";
import type { Machine } from "./machine.ts";

/** What people left, by whom it is for: a story's id, or a run's. */
export class MemoryInboxes {
  readonly all = new Map<string, PendingMessage[]>();
  readonly #machine: Machine;
  #posted = 0;

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  post(of: string, message: PersonMessage): void {
    const name = `${++this.#posted}`.padStart(6, "0");
    this.all.set(of, [...(this.all.get(of) ?? []), { name, message }]);
  }

  inbox(of: string): Inbox {
    const messages = () => this.all.get(of) ?? [];
    const without = (name: string) => messages().filter((message) => message.name !== name);
    return {
      messages,
      forgetMessage: (name) => void this.#machine.durable(() => this.all.set(of, without(name))),
    };
  }
}
