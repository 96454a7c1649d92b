import type { AgentError } from "../../../domain/agent/error.ts";
import type { Usage } from "../../../domain/agent/usage.ts";
import type { AgentEvent } from "../../../engine/ports/agent.ts";
import type { Ended } from "../../process/end/ended.ts";

/** What a line says, as the program puts it: session ids are not checked yet, usage is what was reported so far. */
export type Heard =
  | Exclude<AgentEvent, { type: "usage" | "started" }>
  | { readonly type: "usage"; readonly usage: Partial<Usage> };

/** Follows the lines of one program's attempt. Pure: it knows nothing but the lines; what it does not know, it ignores. */
export interface StreamReader {
  /** What a line says. */
  read(stream: "out" | "err", line: string): readonly Heard[];
  /** Whether a line is worth keeping in the transcript. Default: every line. */
  keeps?(stream: "out" | "err", line: string): boolean;
  /** "said": it has said its last word; "hopeless": it goes on trying what we had better wait for ourselves. */
  over(): "said" | "hopeless" | undefined;
  /** Whether one of its tools runs, as far as it tells. */
  busy(): boolean;
  /** What it all came to. */
  outcome(): Outcome;
  /** Why it ended by itself without an answer, by its last words, standard error and exit code. */
  failure(ended: Ended): AgentError | undefined;
}

/** What an attempt came to, as far as the program says. */
export interface Outcome {
  readonly output: string;
  /** It came to a good end, by what it said. */
  readonly finished: boolean;
  readonly usage?: Partial<Usage>;
  /** What its session's own counter stands at, where it goes on over the whole session. */
  readonly counter?: Usage;
  /** Its answer as data, of a program that is held to a schema; `value` is undefined where it gave none. */
  readonly structured?: { readonly value: unknown };
  /** Why it cannot get anywhere, however it was ended. */
  readonly error?: AgentError;
}
