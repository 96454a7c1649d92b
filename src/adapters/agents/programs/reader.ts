import type { AgentError } from "../../../domain/agent/error.ts";
import type { Usage } from "../../../domain/agent/usage.ts";
import type { AgentEvent } from "../../../engine/ports/agent.ts";
import type { Ended } from "../../process/end/ended.ts";
import { isObject } from "../json/fields.ts";
import { toolDetail } from "../json/read.ts";

/** What a line says, as the program puts it: session ids are not checked yet, usage is what was reported so far. */
export type Heard =
  | Exclude<AgentEvent, { type: "usage" | "started" }>
  | { readonly type: "usage"; readonly usage: Partial<Usage> };

/** Follows the lines of one program's attempt. Pure: it knows nothing but the lines; what it does not know, it ignores. */
export interface StreamReader {
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

/** Tools by which a model keeps notes for itself: what was said before them still is the answer. */
const ownNotes = new Set(["update_topic", "write_todos", "todowrite", "todoread"]);

/** The text an agent ends with: what it says after its last tool. */
export function answer() {
  let text = "";
  return {
    say(more: string, between = "") {
      text += text === "" ? more : `${between}${more}`;
    },
    tool(name: string) {
      if (!ownNotes.has(name)) text = "";
    },
    text: () => text,
  };
}

/** What a person is shown of a tool's input; files from the workspace's root. */
export function detailOf(input: unknown, workspace: string): string {
  const detail = isObject(input) ? toolDetail(input) : "";
  return detail.replaceAll(`${workspace}/`, "");
}

/** A service's error as an agent's. `login`: what to do where it is not logged in. */
export function agentError(name: string, { message, ...error }: AgentError, login: string): AgentError {
  return { ...error, message: `agent ${name}: ${message}${error.kind === "auth" ? `; ${login}` : ""}` };
}

/** The first line of `text` that matches, for a message. */
export function lineWith(text: string, pattern: RegExp): string | undefined {
  const line = text.split("\n").find((candidate) => pattern.test(candidate));
  return line?.replace(/\s+/g, " ").trim().slice(0, 500);
}

/** A program that refused an argument: one of ours, because it is old, or one of config's. */
export function unknownArgument(
  name: string,
  stderr: string,
  words = /unknown (option|argument)/i,
): AgentError | undefined {
  const line = lineWith(stderr, words);
  if (line === undefined) return undefined;
  return { kind: "bad_request", message: `agent ${name}: ${line}; update the program, or correct \`args\`` };
}
