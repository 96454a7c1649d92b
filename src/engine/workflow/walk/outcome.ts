import type { Failure, NodeOutcome } from "../../../domain/decide/node/outcome.ts";
import type { NodeRecord } from "../../../domain/journal/node-record.ts";

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

/** How a list of nodes came out. `failure`: the first. */
export interface ListEnd {
  readonly status: "done" | "failed" | NotEnded["not"];
  readonly failure?: Failure;
}

/** What a list of outcomes comes to: what stops all counts most, what fails before what waits. */
export function endOfList(outcomes: readonly NodeOutcome[]): ListEnd {
  const failed = outcomes.find((outcome) => outcome.status === "failed");
  for (const status of ["stopped", "failed", "parked", "unreached"] as const) {
    if (!outcomes.some((outcome) => outcome.status === status)) continue;
    return {
      status,
      ...(status === "failed" && failed && "failure" in failed ? { failure: failed.failure } : {}),
    };
  }
  return { status: "done" };
}
