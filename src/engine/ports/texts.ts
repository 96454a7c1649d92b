import type { Text } from "../../domain/journal/record.ts";

/** Where the texts of records are kept: small ones in the record itself, larger ones beside the journal. */
export interface Texts {
  /**
   * The text as a record holds it: up to 64 KiB in it, more durable elsewhere when this returns. Throws
   * NotSavedError.
   */
  keepText(text: string): Text;
  /** The whole text again, verified. Throws UserError where it is gone, or is not what was kept. */
  readText(text: Text): string;
}
