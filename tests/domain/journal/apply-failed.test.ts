import { describe, expect, it } from "@jest/globals";
import type { AfterFailure, AgentError } from "../../../src/domain/agent/error.ts";
import { decide } from "../../../src/domain/decide/story/decide.ts";
import { explain } from "../../../src/domain/decide/story/explain.ts";
import { builtinWorkflows } from "../../../src/domain/definition/story/builtin.ts";
import { applyAll } from "../../../src/domain/journal/apply.ts";
import type { Recorded } from "../../../src/domain/journal/record.ts";
import type { StoryRecord } from "../../../src/domain/journal/story-record.ts";
import { testConfig } from "../../helpers/engine/config.ts";
import { anAttempt, aStory } from "../../helpers/stories.ts";

const workflow = builtinWorkflows[0]!;
const limited: AgentError = { kind: "rate_limit", message: "slow down" };
const stalled: AgentError = { kind: "stalled", message: "silence" };
const schema: AgentError = { kind: "schema", message: "no verdict" };
const minute = (n: number) => `2026-01-09T02:${String(n).padStart(2, "0")}:00.000Z`;

type Try = readonly [agent: string, error: AgentError, after: AfterFailure];

/** The story's state after these tries at research, one a minute, each in session `s`. */
const stateAfter = (...tries: Try[]) => stateAfterAll(tries);

function stateAfterAll(tries: readonly Try[], ...more: object[]) {
  const {
    agent: _a,
    outcome: _o,
    accepted: _c,
    receipts: _r,
    restored: _s,
    usage: _u,
    ...intent
  } = anAttempt();
  const records = tries.flatMap(([agent, error, then], at) => {
    const ref = {
      path: `p/research#${at + 1}`,
      action: "research",
      attempt: at + 1,
      epoch: 1,
      at: minute(at),
    };
    return [
      { ...intent, ...ref, type: "intent", agent },
      { ...ref, type: "session", sessionId: "s" },
      { ...ref, type: "failed", error, ...then },
    ];
  });
  const execution = applyAll([...records, ...more].map((r, seq) => ({ ...r, seq }) as Recorded<StoryRecord>));
  const story = aStory();
  const { limits, gates } = testConfig();
  const world = { now: new Date(minute(30)), limits, gates, unmet: [], inFlight: false };
  const decision = decide(workflow, story, execution, world);
  const same = { input: "0", prompt: () => "0", hash: () => "0" };
  const told = explain(workflow, story, execution, decision, same).find((e) => e.path.includes("research"));
  return { execution, next: decision.next, told };
}

describe("a failed attempt", () => {
  it("counts, unless it is waited, repaired, begun anew or passed on", () => {
    const failures = (...tries: Try[]) => stateAfter(...tries).execution.failures.research ?? 0;
    expect(failures(["a", schema, {}], ["a", schema, {}])).toBe(2);
    expect(failures(["a", schema, {}], ["a", schema, { retry: "repair" }])).toBe(1);
    expect(failures(["a", schema, { retry: "anew" }], ["a", limited, { waitUntil: minute(5) }])).toBe(0);
    expect(failures(["a", limited, { turnTo: "b" }])).toBe(0);
  });

  it("does not count where it ended the run: only a person can mend that, and it is not the story's", () => {
    const auth: AgentError = { kind: "auth", message: "not logged in" };
    const { execution, next } = stateAfter(
      ["a", schema, {}],
      ["a", auth, {}],
      ["a", auth, {}],
      ["a", auth, {}],
    );
    expect([execution.failures.research, next.kind]).toEqual([1, "start"]);
  });

  it("is followed by one in its session where it was limited or unreadable, else by a new one", () => {
    const goesOnFrom = (...tries: Try[]) => {
      const { next } = stateAfter(...tries);
      return next.kind === "start" ? next.after?.attempt : next.kind;
    };
    expect(goesOnFrom(["a", limited, { waitUntil: minute(5) }])).toBe(1);
    expect(goesOnFrom(["a", schema, { retry: "repair" }])).toBe(1);
    expect(goesOnFrom(["a", stalled, {}])).toBe(1);
    expect(goesOnFrom(["a", schema, {}])).toBeUndefined();
    expect(goesOnFrom(["a", limited, { waitUntil: minute(50) }])).toBe("held");
  });

  it("is not repaired, but done anew, where a person has said more since", () => {
    const note = { type: "redo", path: "p", inbox: "1", action: "research", note: "look at the tests" };
    const { next, told } = stateAfterAll([["a", schema, { retry: "repair" }]], note);
    expect(next).toMatchObject({ kind: "start", attempt: 2, reason: "not done yet" });
    expect(next).not.toHaveProperty("after");
    expect(told?.why).toBe("not done yet");
  });

  it("says how it goes on", () => {
    const why = (...tries: Try[]) => stateAfter(...tries).told?.why;
    expect(why(["a", schema, {}])).toBe("no verdict");
    expect(why(["a", schema, { retry: "repair" }])).toBe(
      "its answer is asked for once more in its session (no verdict)",
    );
    expect(why(["a", limited, { turnTo: "b" }])).toBe("a failed (slow down); b is asked instead");
    expect(why(["a", limited, { waitUntil: minute(5) }])).toBe(
      "failed before: slow down; goes on in its session",
    );
  });
});

describe("a wait", () => {
  it("is for whoever is asked next, and remembers since when", () => {
    const { wait } = stateAfter(
      ["a", limited, { turnTo: "b" }],
      ["b", schema, { turnTo: "a", waitUntil: minute(9) }],
    ).execution;
    expect(wait).toEqual({
      action: "research",
      until: minute(9),
      since: minute(1),
      kind: "rate_limit",
      message: "slow down",
      agent: "a",
    });
  });

  it("is as long as it has been since the first refusal, whatever came in between that was no answer", () => {
    const first: Try = ["a", limited, { waitUntil: minute(5) }];
    const since = (...tries: Try[]) => stateAfter(first, ...tries, first).execution.wait?.since;
    expect(since()).toBe(minute(0));
    expect(since(["a", schema, { retry: "anew" }], ["b", limited, { turnTo: "a" }])).toBe(minute(0));
    expect(since(["a", schema, {}])).toBe(minute(2));
  });
});
