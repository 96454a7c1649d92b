import type { Given, StepStatus } from "../../domain/decide/node/value.ts";
import type { NodeRecord } from "../../domain/journal/node-record.ts";

/**
 * How a node came out in this invocation. `parked`: it waits for a person. `unreached`: something that it waits for did
 * not come to its end, or it was not asked for. `stopped`: the run was.
 */
export type Outcome =
  | {
      readonly status: StepStatus;
      /** Changes when its result does: what consumed another one is done again. */
      readonly version: string;
      readonly given: Given;
      /** Why it failed. */
      readonly failure?: Failure;
    }
  | { readonly status: "parked" | "unreached" | "stopped" };

/** What failed: the innermost node, and why. */
export interface Failure {
  readonly path: string;
  readonly message: string;
}

/** Whether a node has come to an end that what follows can build on. */
export function isEnded(outcome: Outcome): outcome is Extract<Outcome, { version: string }> {
  return "version" in outcome;
}

/** How one try at a node came out; its records are for whoever asked for it to write. */
export type Try =
  | Omit<
      Extract<NodeRecord, { type: "done" }>,
      "type" | "path" | "kind" | "attempt" | "hashes" | "durationMs"
    >
  | FailedTry
  | NotEnded;

/** A try that came to no end; `stopped`: it was interrupted, and recorded so. */
export interface NotEnded {
  readonly not: "parked" | "unreached" | "stopped";
}

/** A try that failed. */
export interface FailedTry
  extends Pick<Extract<NodeRecord, { type: "failed" }>, "error" | "result" | "usage"> {
  /** The innermost node that failed, where it is not this one. */
  readonly failure?: Failure;
}
