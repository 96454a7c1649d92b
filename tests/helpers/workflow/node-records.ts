import { isNodeRecord, type NodeRecord } from "../../../src/domain/journal/node-record.ts";
import { type NodeState, Nodes } from "../../../src/domain/journal/nodes.ts";
import type { Recorded } from "../../../src/domain/journal/record.ts";
import type { RunRecord } from "../../../src/domain/journal/run-record.ts";

export type Node = Recorded<NodeRecord>;

/** The records of a run that are about its nodes, in order. */
export function nodeRecords(records: readonly Recorded<RunRecord>[]): Node[] {
  return records.filter((record): record is Node => isNodeRecord(record));
}

/** Where each node stands after these records. */
export function nodesAfter(records: readonly Recorded<RunRecord>[]): ReadonlyMap<string, NodeState> {
  const nodes = new Nodes();
  for (const record of nodeRecords(records)) nodes.apply(record);
  return new Map([...nodes.all()].map((node) => [node.path, node]));
}

/** The step that a record is about, whichever item: `each[4]/check` is `each/check`. */
export function stepOf(path: string): string {
  return path.replace(/\[[^\]]*\]/g, "");
}
