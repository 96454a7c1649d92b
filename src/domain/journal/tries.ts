import { type AgentAttempt, type Wait, waitAfter } from "../agent/attempt.ts";
import type { NodeRecord } from "./node-record.ts";
import type { Recorded } from "./record.ts";

/** What is known of a node's agent: its tries since it was last done or reopened, and the limit that is waited for. */
export interface Tries {
  readonly tries?: readonly AgentAttempt[];
  readonly wait?: Wait;
}

/** Folds one record about a node's agent. Pure; other records change nothing. */
export function triesAfter({ tries = [], wait }: Tries, record: Recorded<NodeRecord>): Tries {
  const change = (of: Partial<AgentAttempt>) => tries.with(-1, { ...tries.at(-1)!, ...of });
  if (record.type === "intent") {
    const { path, attempt, agent = "", resume } = record;
    // The id of its step; an item's key begins behind it.
    const action = path.slice(path.lastIndexOf("/") + 1).split("[", 1)[0]!;
    const begun: AgentAttempt = {
      path: `${path}#${attempt}`,
      ...{ action, attempt, agent, outcome: "running", resumed: resume, sessionId: resume },
    };
    return { tries: [...tries, begun], wait };
  }
  if (tries.length === 0) return { wait };
  switch (record.type) {
    case "session":
      return { tries: change({ sessionId: record.sessionId }), wait };
    case "said": {
      const { usage, counter, error, at } = record;
      return { tries: change({ outcome: "said", usage, counter, error, endedAt: at }), wait };
    }
    case "interrupted": {
      const { usage = tries.at(-1)!.usage, counter = tries.at(-1)!.counter, at } = record;
      return { tries: change({ outcome: "interrupted", usage, counter, endedAt: at }), wait };
    }
    case "failed": {
      const { error, turnTo, retry, at } = record;
      const failed = change({ outcome: "failed", error, turnTo, retry, endedAt: at });
      const { action, attempt } = failed.at(-1)!;
      const next = waitAfter(failed, { ...record, action, attempt }, wait);
      // What has been waited already still counts towards the longest wait.
      const goesOn = turnTo !== undefined || retry !== undefined;
      return { tries: failed, wait: next ?? (goesOn ? wait : undefined) };
    }
    case "parked":
      return { tries: change({ outcome: "asked", endedAt: record.at }) };
    default:
      return { tries, wait };
  }
}
