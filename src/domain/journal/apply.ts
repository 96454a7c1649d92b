import { waitAfter } from "../agent/attempt.ts";
import { isFatal } from "../agent/help.ts";
import type { Attempt, StoryExecution } from "./execution.ts";
import type { Recorded } from "./record.ts";
import type { AttemptRecord, StoryRecord } from "./story-record.ts";

/** The agent name recorded for a `script` step: the runner itself, so not an agent call. */
export const scriptAgent = "(script)";

/** A story nothing was ever done for. */
export const noExecution: StoryExecution = {
  attempts: [],
  calls: 0,
  costUsd: 0,
  failures: {},
  rejections: 0,
  approved: {},
  notes: [],
  inbox: new Set(),
};

/** Folds one record of a story's journal into its execution. Pure; records of unknown types change nothing. */
export function apply(state: StoryExecution, record: Recorded<StoryRecord>): StoryExecution {
  const next = { ...state, lastAt: record.at };
  switch (record.type) {
    case "blocked":
      return { ...next, blocked: { reason: record.reason, written: false } };
    case "written":
      return {
        ...next,
        storyHash: record.storyHash,
        ...(next.blocked && record.keys.includes("blocked_reason")
          ? { blocked: { ...next.blocked, written: true } }
          : {}),
      };
    case "allowance":
      return grantAllowance(next);
    case "moved":
    case "blocked-by-hand":
    case "unblocked":
    case "redo":
    case "answered":
    case "approved":
    case "rejected":
      return applyPerson({ ...next, inbox: new Set([...state.inbox, record.inbox]) }, record);
    default:
      return "attempt" in record ? applyAttempt(next, record) : next;
  }
}

/** Folds a whole journal. */
export function applyAll(
  records: Iterable<Recorded<StoryRecord>>,
  from: StoryExecution = noExecution,
): StoryExecution {
  let state = from;
  for (const record of records) state = apply(state, record);
  return state;
}

function grantAllowance(state: StoryExecution): StoryExecution {
  return { ...state, calls: 0, costUsd: 0, failures: {}, rejections: 0, blocked: undefined, wait: undefined };
}

function applyPerson(state: StoryExecution, record: Extract<StoryRecord, { inbox: string }>): StoryExecution {
  switch (record.type) {
    case "unblocked":
      return grantAllowance(state);
    case "redo": {
      const note = {
        action: record.action,
        text: record.note,
        afterAttempt: lastNumber(state, record.action),
      };
      const granted = grantAllowance({ ...state, question: undefined });
      return record.note === "" ? granted : { ...granted, notes: [...state.notes, note] };
    }
    case "answered":
      return answered(state, record.text);
    case "approved":
      return record.gate === undefined
        ? state
        : { ...state, approved: { ...state.approved, [record.gate]: standingNumber(state, record.gate) } };
    case "rejected": {
      if (record.gate === undefined) return state;
      const note = { action: record.gate, text: record.reason, afterAttempt: lastNumber(state, record.gate) };
      return { ...state, notes: [...state.notes, note] };
    }
    default:
      return state;
  }
}

function answered(state: StoryExecution, answer: string): StoryExecution {
  const { question } = state;
  if (!question) return state;
  const asked = attemptOf(state, question);
  return {
    ...state,
    question: { ...question, answer },
    attempts: state.attempts.map((a) => (a === asked ? { ...a, answer } : a)),
  };
}

function applyAttempt(state: StoryExecution, record: Recorded<AttemptRecord>): StoryExecution {
  if (record.type === "intent") {
    const { type: _type, seq: _seq, epoch: _epoch, at, resume, tree, ...intent } = record;
    const attempt: Attempt = {
      ...intent,
      startedAt: at,
      outcome: "running",
      accepted: false,
      receipts: [],
      restored: [],
      resumed: resume,
      sessionId: resume,
      treeBefore: tree,
    };
    return {
      ...state,
      attempts: [...state.attempts, attempt],
      calls: state.calls + (record.agent === scriptAgent ? 0 : 1),
      storyHash: record.storyHash,
    };
  }
  const patch = (change: Partial<Attempt>): StoryExecution => ({
    ...state,
    attempts: state.attempts.map((a) =>
      a.action === record.action && a.attempt === record.attempt ? { ...a, ...change } : a,
    ),
  });
  const { action } = record;
  switch (record.type) {
    case "started":
      return patch({ pid: record.pid, pidStartTime: record.startTime });
    case "session":
      return patch({ sessionId: record.sessionId });
    case "said": {
      const {
        type: _t,
        seq: _s,
        epoch: _e,
        at,
        path: _p,
        action: _a,
        attempt: _n,
        signal: _sig,
        ...said
      } = record;
      return {
        ...patch({ ...said, outcome: "said", endedAt: at }),
        costUsd: state.costUsd + (record.usage.costUsd ?? 0),
      };
    }
    case "check": {
      const { type: _t, seq: _s, epoch: _e, at: _at, path: _p, action: _a, attempt: _n, ...receipt } = record;
      const found = attemptOf(state, record);
      // A command that is checked again replaces its earlier receipt: the latest outcome counts.
      return patch({
        receipts: [...(found?.receipts ?? []).filter((r) => r.command !== receipt.command), receipt],
      });
    }
    case "done": {
      const rejections =
        record.verdict === "rejected"
          ? state.rejections + 1
          : record.verdict === "approved"
            ? 0
            : state.rejections;
      return {
        ...patch({
          outcome: "done",
          verdict: record.verdict,
          issues: record.issues ?? attemptOf(state, record)?.issues,
          protected: record.protected,
          tree: record.tree,
          endedAt: record.at,
        }),
        rejections,
        wait: undefined,
      };
    }
    case "failed": {
      const { error, turnTo, retry } = record;
      const failed = patch({ outcome: "failed", error, turnTo, retry, endedAt: record.at });
      const wait = waitAfter(failed.attempts, record, state.wait);
      if (wait) return { ...failed, wait: { action, ...wait } };
      // What has been waited already still counts towards the longest wait.
      if (turnTo !== undefined || retry !== undefined) return failed;
      // Who is not logged in fails at every story: it ends the run, and is no story's own.
      const own = isFatal(error, record) ? 0 : 1;
      return {
        ...failed,
        wait: undefined,
        failures: { ...state.failures, [action]: (state.failures[action] ?? 0) + own },
      };
    }
    case "asked":
      return {
        ...patch({ outcome: "asked", question: record.question, endedAt: record.at }),
        wait: undefined,
        question: { action, attempt: record.attempt, text: record.question },
      };
    case "interrupted":
      return {
        ...patch({
          outcome: "interrupted",
          endedAt: record.at,
          kept: record.kept,
          ...(record.usage ? { usage: record.usage } : {}),
          ...(record.counter ? { counter: record.counter } : {}),
        }),
        costUsd: state.costUsd + (record.usage?.costUsd ?? 0),
      };
    case "accepted": {
      const { [action]: _reset, ...failures } = state.failures;
      const accepted = patch({ accepted: true });
      // Until then a rejection may have the action done again, and what a person said still holds.
      const approved = attemptOf(state, record)?.verdict === "approved";
      return {
        ...accepted,
        storyHash: record.storyHash,
        failures,
        notes: approved ? [] : state.notes,
        question: state.question?.action === action ? undefined : state.question,
      };
    }
    case "withdrawn":
      return patch({ withdrawn: { by: record.by, reason: record.reason } });
    case "restored":
      return patch({ restored: [...(attemptOf(state, record)?.restored ?? []), ...record.keys] });
    default:
      return state;
  }
}

function attemptOf(state: StoryExecution, ref: { action: string; attempt: number }): Attempt | undefined {
  return state.attempts.find((a) => a.action === ref.action && a.attempt === ref.attempt);
}

/** The highest attempt number of an action, 0 if it was never tried. */
export function lastNumber(state: StoryExecution, action: string): number {
  return state.attempts.reduce((max, a) => (a.action === action ? Math.max(max, a.attempt) : max), 0);
}

function standingNumber(state: StoryExecution, action: string): number {
  return (
    state.attempts.findLast((a) => a.action === action && a.outcome === "done" && !a.withdrawn)?.attempt ?? 0
  );
}
