import type { PersonMessage } from "../../domain/journal/story-record.ts";

/** A message of a person that nobody has recorded yet. */
export interface PendingMessage {
  /** Tells it from all others of its inbox; the later the message, the later in the order of names. */
  readonly name: string;
  readonly message: PersonMessage;
}

/**
 * What people left for whoever holds a lease, now or next. A message stays until it is forgotten: its reader records it
 * first, with its name, and so takes it once though it may read it twice.
 */
export interface Inbox {
  /** Oldest first; read anew each time. Never throws: what cannot be read is not among them. */
  messages(): readonly PendingMessage[];
  /** Takes a message away, durably; it is no error if it is gone. Throws NotSavedError. */
  forgetMessage(name: string): void;
}
