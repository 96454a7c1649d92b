import type { NodeRecord } from "./node-record.ts";
import { stepOf } from "./path.ts";
import type { Recorded } from "./record.ts";
/** What an attempt at a node told that it cost. `silent`: its agent did what it was asked, and told nothing. */
export interface NodeCost {
  /** ISO 8601. */
  readonly at: string;
  readonly usd: number | null;
  readonly silent: boolean;
  readonly agent?: string;
  /** The id of its step. */
  readonly action: string;
}

/** Whether a record ends a try at a script or an agent. */
export function isTry(record: NodeRecord): boolean {
  if (record.type !== "done" && record.type !== "failed") return false;
  return record.kind === "script" || record.kind === "agent";
}

/** What a record tells of costs. */
export function costOf(
  record: Recorded<NodeRecord>,
  node: { readonly agent?: string } | undefined,
): NodeCost | undefined {
  if (record.type !== "said" && record.type !== "interrupted") return undefined;
  const { at, usage, path } = record;
  const usd = usage?.costUsd ?? null;
  const silent = usd === null && record.type === "said" && record.error === undefined;
  return usd === null && !silent ? undefined : { at, usd, silent, agent: node?.agent, action: stepOf(path) };
}

/** Whether an attempt of an agent came to its end, and what it cost was not told. */
export function isUntold(record: NodeRecord, node: { readonly agent?: string } | undefined): boolean {
  if (record.type === "said") return record.usage.costUsd === null;
  return (
    record.type === "interrupted" && node?.agent !== undefined && (record.usage?.costUsd ?? null) === null
  );
}
