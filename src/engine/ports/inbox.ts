import type { PersonMessage } from "../../domain/journal/story-record.ts";

export type InboxMessage = PersonMessage & { readonly at: string; readonly by?: string };

export interface InboxContent {
  /** Oldest first. */
  readonly messages: readonly { readonly name: string; readonly message: InboxMessage }[];
  readonly unreadable: readonly { readonly name: string; readonly problem: string }[];
}
