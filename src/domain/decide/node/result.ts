import type { Value } from "../../expression/ast.ts";
import type { NodeHashes, NodeResult } from "../../journal/node-record.ts";
import { type Candidate, localOf } from "./candidate.ts";
import { stepValue } from "./value.ts";
import { inputHash, type Work } from "./work.ts";

/** What a step's `outputs` come to, of what it gave. Throws what its frame does. */
export function outputsOf(node: Candidate, result: NodeResult): Readonly<Record<string, Value>> {
  const { frame, step } = node;
  const value = stepValue({ status: "done", kind: step.type, result }, frame.world.readText);
  const local = localOf(node);
  const env = frame.stepEnv(step, local);
  return frame.fillAll(step.outputs, { ...local, env, own: { id: step.id, value } });
}

/** What defines a node's work today. */
export function hashesOf(node: Candidate, work?: Work): NodeHashes {
  const { frame, step } = node;
  const input = inputHash(frame, step, localOf(node), work);
  return { step: frame.tree.stepHashes.get(step.id) ?? "", input };
}

/** Whether two works are defined otherwise. */
export function differ(a: NodeHashes, b: NodeHashes): boolean {
  return a.step !== b.step || a.input !== b.input;
}
