import { asksForStatus } from "../../expression/references.ts";
import type { Done } from "../../journal/node-record.ts";
import type { NodeState } from "../../journal/nodes.ts";
import { type Candidate, type Facts, isAsked, isMet, localOf } from "./candidate.ts";
import { decideCollection } from "./collection.ts";
import { outcomeOf } from "./outcome.ts";
import { type NodeRuling, type Ruling, undecidedOr } from "./ruling.ts";
import { isStillDone } from "./story.ts";
import { inputHash } from "./work.ts";

/**
 * Decides about a step whose predecessors have come to their ends, as far as those are known. `list`: where it stands.
 * Pure. Throws what its frame does, but for Undecided.
 */
export function decideStep(node: Candidate, facts: Facts, list: "steps" | "finally"): Ruling {
  const { step, path, failed } = node;
  if (isAsked(path, facts.asked)) {
    // A condition that asks how things came out decides for itself; any other is for when all went well.
    const asks = step.if !== undefined && asksForStatus(step.if.expression);
    if (failed === true && !asks && list === "steps") {
      return { kind: "skip", reason: "something before it failed", silent: true };
    }
    const unmet = step.if && !step.if.perItem ? unmetOf(node) : undefined;
    if (unmet) return unmet;
  }
  return step.foreach ? decideCollection(node, step.foreach, facts) : decideNode(node, facts);
}

/**
 * Decides about a step that is no collection, or about one item. Pure; each value is read only where the answer depends
 * on it. Throws what its frame does, but for Undecided.
 */
export function decideNode(node: Candidate, facts: Facts): NodeRuling {
  const { step, path, item } = node;
  const known = facts.node(path);
  // Where today's step is no collection any more, what one gave means nothing.
  const done = known?.done?.kind === "foreach" ? undefined : known?.done;
  if (!isAsked(path, facts.asked)) {
    if (known?.status === "skipped") return { kind: "skip", reason: known.reason ?? "", silent: true };
    return done
      ? { kind: "reuse", done, outcome: outcomeOf(done), isBack: false, isInputChanged: () => false }
      : { kind: "unreached" };
  }
  const unmet = item && step.if?.perItem ? unmetOf(node) : undefined;
  if (unmet) return unmet;
  if (!done) {
    const again = known?.done && "it is no collection any more";
    return { kind: waits(node, known) ? "wait" : "run", again };
  }
  return undecidedOr(done, () => decideDone(node, done, known!, facts));
}

/** The skip of what is not for now; undefined where it is. */
function unmetOf(node: Candidate): NodeRuling | undefined {
  return undecidedOr<NodeRuling | undefined>(undefined, () =>
    isMet(node) ? undefined : { kind: "skip", reason: "its condition is not met", silent: false },
  );
}

function waits({ step }: Candidate, known: NodeState | undefined): boolean {
  if (step.type === "gate") return known?.status !== "approved" && known?.status !== "rejected";
  return step.type === "agent" && known?.status === "parked" && known.kind === "agent";
}

/** Whether what was done is still what would be done. Throws Undecided. */
function decideDone(node: Candidate, done: Done, known: NodeState, facts: Facts): NodeRuling {
  const { step, frame, always } = node;
  const { rerunChanged } = facts.asked;
  const again = (why: string): NodeRuling => ({ kind: step.type === "gate" ? "wait" : "run", again: why });
  if (always) return again("finally");
  if (step.type === "script" && !step.reuse) return again("reuse: false");
  if (rerunChanged && step.type !== "workflow" && done.hashes.step !== frame.tree.stepHashes.get(step.id)) {
    return again("its definition changed");
  }
  const changed = frame.changedOf(done.consumed);
  if (changed !== undefined) return again(`${changed} came out otherwise`);
  if (step.type === "story" && !isStillDone(done, frame.world, facts))
    return again("its story is open again");
  // A child is looked into: its own nodes know what changed.
  if (rerunChanged && step.type === "workflow") return again("what is in it may have changed");
  if (rerunChanged && isInputChanged(node, done)) return again("its input changed");
  const isBack = known.retired || known.status === "skipped";
  const isOther = () => !rerunChanged && undecidedOr(done, () => isInputChanged(node, done)) === true;
  return { kind: "reuse", done, outcome: outcomeOf(done), isBack, isInputChanged: isOther };
}

/** Whether what is filled into a node is another today. Throws Undecided. */
function isInputChanged(node: Candidate, { hashes }: Done): boolean {
  if (hashes.input === undefined) return false;
  const filled = inputHash(node.frame, node.step, localOf(node));
  return filled !== undefined && filled !== hashes.input;
}
