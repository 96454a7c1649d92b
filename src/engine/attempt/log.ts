import type { Usage } from "../../domain/agent/usage.ts";
import type { Receipt, Text } from "../../domain/journal/record.ts";
import type { Said } from "../../domain/journal/said.ts";
import type { AgentEvent } from "../ports/agent.ts";
import type { Workspace } from "../ports/workspace.ts";

/** Something that happened in an attempt, to be recorded. */
export type AttemptFact =
  | { readonly type: "started"; readonly pid: number; readonly startTime: string | null }
  | { readonly type: "session"; readonly sessionId: string }
  | ({ readonly type: "said" } & Said)
  | ({ readonly type: "check" } & Receipt)
  | {
      readonly type: "interrupted";
      readonly reason: string;
      /** The private ref that keeps what it left in its workspace. */
      readonly kept?: string;
      readonly usage?: Usage;
      readonly counter?: Usage;
    };

/** Something that happened in an attempt, to be told. */
export type AttemptNews =
  | { readonly type: "heard"; readonly event: AgentEvent }
  | { readonly type: "check-started"; readonly command: string }
  | { readonly type: "check"; readonly receipt: Receipt }
  | { readonly type: "interrupted"; readonly reason: string; readonly sessionKept: boolean };

/**
 * Where one attempt is recorded, and how it is told: in the shape of a story's journal, or of a workflow file's run.
 * Everything between an attempt's intent and its judgement goes through it, whoever asked for the attempt.
 */
export interface AttemptLog {
  /** As people are told of it: `implement#2`, or a node's path. */
  readonly name: string;
  /** Absolute path of the attempt's own folder; exists. */
  readonly dir: string;
  readonly workspace: Workspace;
  /** The name under which its workspace is kept. */
  readonly keptAs: string;
  /** The session it works in, as recorded so far. */
  readonly sessionId: string | undefined;
  /** Durable when it resolves. Rejects with NotSavedError, or stops the run. */
  record(...facts: AttemptFact[]): Promise<void>;
  tell(news: AttemptNews): void;
  /** Tells the checkpoint which process and session work on it. */
  trace(agent: { readonly pid?: number; readonly sessionId?: string }): void;
  /** Keeps a text: in the record, or durable in a file of its own when large. */
  keepText(text: string): Text;
  /**
   * Puts back what the attempt changed and must not have; records and names it. `dead`: its runner has died since, and
   * what a person did meanwhile cannot be told from what the agent did.
   */
  putBack(runner: "alive" | "dead"): Promise<void>;
}
