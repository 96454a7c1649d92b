import type { StepDefinition } from "../../definition/file/definition.ts";
import type { Done, NodeKind } from "../../journal/node-record.ts";
import type { Given, StepStatus } from "./value.ts";

/** A node that has come to an end that what follows can build on. */
export interface EndedNode {
  readonly status: StepStatus;
  /** Changes when its result does: what consumed another one is done again. */
  readonly version: string;
  readonly given: Given;
  /** Why it failed. */
  readonly failure?: Failure;
}

/**
 * How a node came out in an invocation. `parked`: it waits for a person. `unreached`: something that it waits for did
 * not come to its end, or it was not asked for. `stopped`: the run was.
 */
export type NodeOutcome = EndedNode | { readonly status: "parked" | "unreached" | "stopped" };

/** What failed: the innermost node, and why. */
export interface Failure {
  readonly path: string;
  readonly message: string;
}

/** Whether a node has come to an end that what follows can build on. */
export function isEnded(outcome: NodeOutcome): outcome is EndedNode {
  return "version" in outcome;
}

/** What a done node comes to. */
export function outcomeOf(done: Done): EndedNode {
  return { status: "done", version: versionOf(done), given: givenBy(done) };
}

/** What a done record gives to what follows. */
export function givenBy({ kind, result, allowed }: Done): Given {
  return { status: allowed === undefined ? "done" : "failed", kind, result };
}

/** What consumed a result goes by. */
export function versionOf({ version, attempt }: Done): string {
  return version ?? String(attempt);
}

/** What a node gives that is not for now. */
export function skipped(kind: NodeKind): EndedNode {
  return { status: "skipped", version: "skipped", given: { status: "skipped", kind, result: {} } };
}

/** What a collection gives, from what its items gave. */
export function collectionOf(status: "done" | "failed", items: Given["items"]): Given {
  return { status, kind: "foreach", result: {}, items };
}

/** What a node of this step is: an item's key ends its path. */
export function kindOf({ foreach, type }: StepDefinition, path: string): NodeKind {
  return foreach && !path.endsWith("]") ? "foreach" : type;
}
