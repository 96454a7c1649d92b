import type { AfterFailure, AgentError } from "../agent/error.ts";
import type { Usage } from "../agent/usage.ts";
import type { HeldStory } from "../decide/story/queue.ts";
import type { StepDefinition } from "../definition/file/definition.ts";
import type { Receipt, Text } from "./record.ts";
import type { Said } from "./said.ts";

/** What a node is: the type of its step, or a step's collection as a whole. */
export type NodeKind = StepDefinition["type"] | "foreach";

/** What a node gave. What is absent is empty: no text, exit code 0. */
export interface NodeResult {
  /** Without its trailing newlines. */
  readonly stdout?: Text;
  readonly stderr?: Text;
  /** `null`: ended by a signal, or the time limit. */
  readonly exitCode?: number | null;
  /** JSON, where it is not what stdout says. */
  readonly output?: Text;
  /** JSON of the step's own `outputs`. */
  readonly outputs?: Text;
  /** JSON: the keys of a collection's items, in its order; its output is that of the items. */
  readonly keys?: Text;
}

/**
 * What a node was given: by step id, and by `inputs.<name>`, the version that it read. Its done record stands as long
 * as today's are the same.
 */
export type Consumed = Readonly<Record<string, string>>;

/** What defines a node's work, to be reported when it changed: never part of its identity. */
export interface NodeHashes {
  /** Of the step's definition; of a child's whole file too. */
  readonly step: string;
  /** Of the values that were filled in; secrets by name only. */
  readonly input?: string;
}

/** The records of a workflow file's run about one of its nodes. */
export type NodeRecord = { readonly path: string } & (
  | {
      readonly type: "intent";
      readonly kind: NodeKind;
      /** From 1, over the run's whole life. */
      readonly attempt: number;
      /** Random; given to every process of the attempt as `AGENTIC_SDLC_TOKEN`. A story's attempts have their own. */
      readonly token?: string;
      readonly agent?: string;
      readonly model?: string;
      /** The session this attempt goes on in. */
      readonly resume?: string;
      /** Of an agent: what its prompt was made of. */
      readonly consumed?: Consumed;
    }
  | { readonly type: "started"; readonly pid: number; readonly startTime: string | null }
  | { readonly type: "session"; readonly sessionId: string }
  /** What an agent said, before it is judged. */
  | ({ readonly type: "said"; readonly attempt: number } & Pick<
      Said,
      "output" | "question" | "usage" | "counter" | "error" | "durationMs"
    >)
  /** A check of what an agent did. */
  | ({ readonly type: "check" } & Receipt)
  | {
      readonly type: "done";
      readonly kind: NodeKind;
      readonly attempt: number;
      /** What consumed it goes by this: it changes when the result does. Absent: the attempt's number. */
      readonly version?: string;
      readonly result: NodeResult;
      readonly consumed?: Consumed;
      readonly hashes: NodeHashes;
      readonly usage?: Usage;
      readonly durationMs: number;
      /** The failure that `allowFailure` let pass. */
      readonly allowed?: string;
    }
  | ({
      readonly type: "failed";
      readonly kind: NodeKind;
      readonly attempt: number;
      readonly error: AgentError;
      readonly result?: NodeResult;
      readonly usage?: Usage;
      readonly durationMs: number;
    } & AfterFailure)
  | {
      readonly type: "interrupted";
      readonly attempt: number;
      readonly reason: string;
      readonly usage?: Usage;
      readonly counter?: Usage;
      /** Private git ref that keeps what an agent left. */
      readonly kept?: string;
    }
  | { readonly type: "skipped"; readonly kind: NodeKind; readonly reason: string }
  /** It waits for a person; an agent for the answer to `message`. `story`: the one whose gate, question or bound it is. */
  | {
      readonly type: "parked";
      readonly kind: NodeKind;
      readonly message: string;
      readonly story?: Pick<HeldStory, "slug" | "kind">;
    }
  | { readonly type: "approved"; readonly inbox: string }
  | { readonly type: "rejected"; readonly inbox: string; readonly reason: string }
  | { readonly type: "answered"; readonly inbox: string; readonly text: string }
  /** Today's definition, or its collection, has it no more. */
  | { readonly type: "retired" }
  /** A person had it, and all that is part of it, done again. */
  | { readonly type: "reopened" }
);

/** What a `done` record says of its node. */
export type Done = Omit<Extract<NodeRecord, { type: "done" }>, "type" | "path">;

const types: readonly string[] = [
  "intent",
  "started",
  "session",
  "said",
  "check",
  "done",
  "failed",
  "interrupted",
  "skipped",
  "parked",
  "approved",
  "rejected",
  "answered",
  "retired",
  "reopened",
] satisfies NodeRecord["type"][];

/** Whether a run's record is about a node of its workflow file. */
export function isNodeRecord(record: { readonly type: string }): record is NodeRecord {
  return types.includes(record.type);
}
