import { describe, expect, it } from "@jest/globals";
import { formatEvent } from "../../../src/adapters/reporters/format-event.ts";
import type { RunEvent } from "../../../src/engine/ports/events.ts";
import { attempt, everyEvent } from "../../helpers/events.ts";

const now = new Date(2026, 0, 9, 2, 0, 0);
const lines = (event: RunEvent) => formatEvent(event, { now, continued: false });
const saved = {
  type: "saved",
  usage: { costUsd: 0.06 },
  durationMs: 41_000,
  ranNow: true,
  ...attempt,
} as const;

describe("formatEvent", () => {
  it("says what was saved, with time and cost", () => {
    expect(lines(saved)).toEqual(["  ✓ Progress saved (completed: implement)  0:41  $0.06"]);
    expect(lines({ ...saved, action: "review", verdict: "rejected", usage: { costUsd: null } })).toEqual([
      "  rejected  ✓ Progress saved (completed: review)  0:41",
    ]);
  });

  it("does not show an earlier run's time and cost as this one's", () => {
    const [line] = lines({ ...saved, ranNow: false });
    expect(line).toContain("✓ Progress saved (completed: implement)");
    expect(line).not.toContain("$0.06");
  });

  it("says what is skipped and what will run when a run is resumed", () => {
    expect(
      lines({
        type: "resuming",
        done: 2,
        skipped: ["research", "plan"],
        interrupted: ["implement#1, going on in its session"],
        toRun: ["implement", "review"],
      }),
    ).toEqual([
      "⟳ Resuming workflow from checkpoint (2 actions already done)",
      "⊘ Skipping completed actions: research, plan",
      "  Interrupted: implement#1, going on in its session",
      "  To run: implement, review",
    ]);
    expect(lines({ type: "resuming", done: 0, skipped: [], interrupted: [], toRun: [] })).toHaveLength(1);
  });

  it("names story, agent and attempt at the start", () => {
    expect(lines({ type: "attempt-started", agent: "claude", resumed: false, ...attempt })).toEqual([
      'Implementing "add-dark-mode"… claude, attempt 1',
    ]);
    expect(
      lines({ type: "attempt-started", agent: "x", resumed: true, ...attempt, action: "deploy" }),
    ).toEqual(['Running deploy "add-dark-mode"… x, attempt 1, going on in its session']);
  });

  it("shows a failed check with the end of its output", () => {
    const receipt = { command: "npm test", exitCode: 3, durationMs: 8_200, tail: "a\n\n  b\n", tree: null };
    expect(lines({ type: "check", receipt, ...attempt })).toEqual([
      "  ✗ npm test failed with exit code 3 (8 s)",
      "    a",
      "      b",
    ]);
    expect(lines({ type: "check", receipt: { ...receipt, exitCode: 0 }, ...attempt })).toEqual([
      "  ✓ npm test (8 s)",
    ]);
    expect(lines({ type: "check", receipt: { ...receipt, exitCode: null }, ...attempt })[0]).toContain(
      "ended",
    );
  });

  it("says how to answer, how to stop at once, and that nothing runs", () => {
    expect(lines({ type: "asked", question: "Which?", ...attempt })[1]).toContain(
      "agentic-sdlc answer add-dark-mode",
    );
    expect(lines({ type: "stopping", signal: "SIGINT", agent: "claude" })).toEqual([
      "Stopping claude… (Ctrl+C again: at once)",
    ]);
    expect(lines({ type: "attempt-interrupted", reason: "", sessionKept: true, ...attempt })).toEqual([
      "Interrupted: implement#1; session and work kept; nothing is running.",
    ]);
  });

  it("says who is waited for, and how long; the date only when it is not today", () => {
    const wait = { type: "waiting", path: attempt.path, kind: "rate_limit", message: "busy" } as const;
    const at = (date: Date, over: object = {}) => lines({ ...wait, until: date.toISOString(), ...over })[0];
    const today = new Date(2026, 0, 9, 6, 5);
    expect(at(today, { agent: "claude" })).toMatch(
      /^ {2}… Rate limited by claude; going on at 06:05 \(in [\d:]+\): busy$/,
    );
    expect(at(today, { kind: "overloaded" })).toContain("… The agent is overloaded; going on at 06:05 ");
    expect(at(new Date(2026, 0, 10, 6, 5))).toContain("Rate limited; going on at 2026-01-10 06:05 ");
  });

  it("says what is done about a failure, where that is not another try", () => {
    const usage = { costUsd: null };
    const failed = {
      type: "attempt-failed",
      kind: "schema",
      message: "no verdict",
      usage,
      durationMs: 1,
    } as const;
    const second = (over: object) => lines({ ...failed, ...attempt, ...over })[1];
    expect(second({})).toBeUndefined();
    expect(second({ retry: "repair" })).toBe("    its answer is asked for once more, in its session");
    expect(second({ retry: "anew" })).toBe("    its session is unknown: it starts anew");
    expect(second({ turnTo: "codex", agent: "claude" })).toBe("    codex is asked instead of claude");
  });

  it("keeps every line one line, free of control characters, and of a bearable length", () => {
    const text = `\u001b[31mred\u0007\r\n${"x".repeat(5_000)}`;
    for (const event of everyEvent) {
      const nasty = JSON.parse(JSON.stringify(event), (key, value) =>
        typeof value === "string" && key !== "type" && key !== "signal" ? text : value,
      ) as RunEvent;
      for (const line of lines(nasty)) {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
        expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
        expect(line.length).toBeLessThanOrEqual(400);
      }
    }
  });
});
