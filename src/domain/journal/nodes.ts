import type { AgentError } from "../agent/error.ts";
import type { Usage } from "../agent/usage.ts";
import type { HeldStory } from "../decide/story/queue.ts";
import type { Consumed, Done, NodeKind, NodeRecord, NodeResult } from "./node-record.ts";
import { isWithin } from "./path.ts";
import type { Recorded } from "./record.ts";
import { type Tries, triesAfter } from "./tries.ts";

/** Where a node stands. `open`: it was started and has not ended: it runs, or whoever ran it is dead. */
export type NodeStatus =
  | "open"
  | "done"
  | "failed"
  | "interrupted"
  | "skipped"
  | "parked"
  | "approved"
  | "rejected"
  | "answered"
  | "reopened";

/** What a node's agent asked a person. */
export interface Asked {
  readonly question: string;
  readonly answer?: string;
}

/** A node as the run's journal tells it. */
export interface NodeState extends Tries {
  readonly path: string;
  readonly kind: NodeKind;
  readonly status: NodeStatus;
  /** ISO 8601: its last record. */
  readonly at: string;
  /** The latest attempt; 0 where none was made. */
  readonly attempt: number;
  /** When that began. */
  readonly since?: string;
  /** Its result, when `done`; or when it was, and is `skipped` now. */
  readonly done?: Done;
  /** What it gave before it was decided afresh: a result that is the same again changes nothing for its consumers. */
  readonly before?: Done;
  /** What the prompt of an agent that is `open` was made of. */
  readonly consumed?: Consumed;
  readonly token?: string;
  readonly pid?: number;
  readonly startTime?: string | null;
  readonly agent?: string;
  readonly sessionId?: string;
  readonly said?: Extract<NodeRecord, { type: "said" }>;
  readonly error?: AgentError;
  /** Why it is skipped, interrupted, parked or rejected. */
  readonly reason?: string;
  /** The story that it waits for, when `parked`, and what holds that. */
  readonly story?: Pick<HeldStory, "slug" | "kind">;
  /** What its agent has asked so far, in order. */
  readonly asked?: readonly Asked[];
  readonly durationMs?: number;
  /** Today's definition, or collection, had it no more. */
  readonly retired: boolean;
  /** The invocation of the run, from 1, that its first record is from, and its last. */
  readonly firstIn: number;
  readonly lastIn: number;
}

/** All nodes of a run: a fold of its journal's node records, in place, as there may be many thousands. */
export class Nodes {
  readonly #nodes = new Map<string, NodeState>();
  #usd = 0;
  readonly #costs: { readonly at: string; readonly usd: number }[] = [];
  #invocation = 1;

  /** The run was continued: what comes is another invocation's. */
  continued(): void {
    this.#invocation++;
  }

  get(path: string): NodeState | undefined {
    return this.#nodes.get(path);
  }

  /** In the order of their first records. */
  all(): IterableIterator<NodeState> {
    return this.#nodes.values();
  }

  get size(): number {
    return this.#nodes.size;
  }

  /** USD, known costs only. */
  get costUsd(): number {
    return this.#usd;
  }

  /** What was paid, and when (ISO 8601). */
  get costs(): readonly { readonly at: string; readonly usd: number }[] {
    return this.#costs;
  }

  /** Takes note of one record. */
  apply(record: Recorded<NodeRecord>): void {
    if (record.type === "reopened") {
      for (const node of this.#nodes.values()) {
        this.#nodes.set(node.path, afterReopening(node, record.path, record.at));
      }
      return;
    }
    const usd = costOf(record);
    this.#usd += usd;
    if (usd !== 0) this.#costs.push({ at: record.at, usd });
    this.#nodes.set(record.path, next(this.#nodes.get(record.path), record, this.#invocation));
  }
}

/** Written out, for a run may have many thousands of these: V8 gives each object that is spread a shape of its own. */
function doneNode(
  node: NodeState | undefined,
  record: Recorded<Extract<NodeRecord, { type: "done" }>>,
  lastIn: number,
): NodeState {
  return {
    path: record.path,
    kind: record.kind,
    status: "done",
    at: record.at,
    attempt: record.attempt,
    since: node?.since,
    agent: node?.agent,
    done: doneOf(record),
    retired: false,
    firstIn: node?.firstIn ?? lastIn,
    lastIn,
  };
}

/** Written out, too. */
function openNode(
  node: NodeState | undefined,
  record: Recorded<Extract<NodeRecord, { type: "intent" }>>,
  lastIn: number,
): NodeState {
  const { agent, resume } = record;
  const open: NodeState = {
    path: record.path,
    kind: record.kind,
    status: "open",
    at: record.at,
    attempt: record.attempt,
    since: record.at,
    before: node?.done ?? node?.before,
    asked: node?.asked,
    token: record.token,
    agent,
    consumed: record.consumed,
    retired: false,
    firstIn: node?.firstIn ?? lastIn,
    lastIn,
  };
  return agent === undefined ? open : { ...open, sessionId: resume, ...triesAfter(node ?? {}, record) };
}

const nothing: NodeResult = {};

function doneOf(record: Extract<NodeRecord, { type: "done" }>): Done {
  const { kind, attempt, version, result, consumed, hashes, usage, durationMs, allowed } = record;
  const given = Object.keys(result).length === 0 ? nothing : result;
  return { kind, attempt, version, result: given, consumed, hashes, usage, durationMs, allowed };
}

function costOf(record: NodeRecord): number {
  const usage: Usage | undefined =
    record.type === "said" || record.type === "interrupted" ? record.usage : undefined;
  return usage?.costUsd ?? 0;
}

/** In what session an agent worked, and what it has tried. */
function agentOf(node: NodeState | undefined, record: Recorded<NodeRecord>): Partial<NodeState> {
  if (node?.agent === undefined) return {};
  return { agent: node.agent, sessionId: node.sessionId, ...triesAfter(node, record) };
}

function asking(asked: readonly Asked[] = [], question: string): readonly Asked[] {
  return [...asked.filter(({ answer }) => answer !== undefined), { question }];
}

function answered(asked: readonly Asked[] = [], answer: string): readonly Asked[] {
  const last = asked.at(-1);
  return last ? [...asked.slice(0, -1), { ...last, answer }] : asked;
}

/** What a node is once the one at this path was reopened; the same where that does not concern it. */
export function afterReopening(node: NodeState, path: string, at: string): NodeState {
  if (isWithin(node.path, path)) return reopened(node, at);
  // What it is part of is decided afresh too, and may come out the same.
  return node.done && isWithin(path, node.path) ? { ...reopened(node, at), before: node.done } : node;
}

function reopened(node: NodeState, at: string): NodeState {
  const { done: _done, said: _said, asked: _asked, tries: _tries, wait: _wait, ...rest } = node;
  return { ...rest, before: undefined, status: "reopened", at };
}

function next(
  node: NodeState | undefined,
  record: Recorded<Exclude<NodeRecord, { type: "reopened" }>>,
  invocation: number,
): NodeState {
  if (record.type === "intent") return openNode(node, record, invocation);
  if (record.type === "done") return doneNode(node, record, invocation);
  const { path, at } = record;
  const kind = "kind" in record ? record.kind : (node?.kind ?? "script");
  const times = { firstIn: node?.firstIn ?? invocation, lastIn: invocation };
  const base = { path, kind, at, retired: false, ...times };
  const attempt = node?.attempt ?? 0;
  const { since, asked } = node ?? {};
  const known = { ...base, attempt, before: node?.done ?? node?.before, since, asked };
  switch (record.type) {
    case "started":
      return { ...node!, at, pid: record.pid, startTime: record.startTime };
    case "session":
      return { ...node!, at, ...triesAfter(node!, record), sessionId: record.sessionId };
    case "check":
      return { ...node!, at };
    case "said":
      return { ...node!, at, ...triesAfter(node!, record), said: record };
    case "failed": {
      const { error, durationMs } = record;
      return {
        ...known,
        status: "failed",
        attempt: record.attempt,
        error,
        durationMs,
        ...agentOf(node, record),
      };
    }
    case "interrupted":
      return {
        ...known,
        status: "interrupted",
        attempt: record.attempt,
        reason: record.reason,
        ...agentOf(node, record),
      };
    case "skipped":
      // What it gave stands for when its condition is met again.
      return { ...known, status: "skipped", reason: record.reason, done: node?.done };
    case "parked":
      return {
        ...known,
        status: "parked",
        reason: record.message,
        ...(record.story ? { story: record.story } : {}),
        ...(kind === "agent" ? { ...agentOf(node, record), asked: asking(asked, record.message) } : {}),
      };
    case "approved":
      return { ...known, status: "approved" };
    case "rejected":
      return { ...known, status: "rejected", reason: record.reason };
    case "answered":
      return { ...known, status: "answered", ...agentOf(node, record), asked: answered(asked, record.text) };
    case "retired":
      return { ...(node ?? { ...known, status: "skipped" }), at, retired: true };
  }
}
