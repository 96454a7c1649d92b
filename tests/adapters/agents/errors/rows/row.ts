import type { ErrorKind } from "../../../../../src/domain/agent/error.ts";
import type { programTypes } from "../../../../../src/domain/agent/types.ts";

/** What a program told when its service refused it, and what that is. */
export interface Row {
  readonly program: (typeof programTypes)[number] | "acp";
  readonly error: string;
  /** What it is known by, as docs/agents.md has it. */
  readonly evidence: string;
  readonly kind: ErrorKind;
  /** Its standard output. */
  readonly out: readonly object[];
  readonly err?: string;
  readonly exit?: number;
  /** It was to go on in the session `s-1`. */
  readonly resumed?: true;
  readonly retryAfter?: number;
}

/** A row of a program that is known. */
export type Told = Omit<Row, "program">;

/** What services of the Anthropic kind answer. */
export const refused = (type: string, message: string) =>
  JSON.stringify({ type: "error", error: { type, message } });

/** What a conversation is refused for. */
export const pairs =
  "messages.37: `tool_use` ids were found without `tool_result` blocks immediately after: toolu_019.";
