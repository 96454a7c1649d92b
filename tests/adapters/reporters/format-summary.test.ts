import { describe, expect, it } from "@jest/globals";
import { formatSummary } from "../../../src/adapters/reporters/format-summary.ts";
import type { RunSummary } from "../../../src/engine/ports/events.ts";
import { summary } from "../../helpers/events.ts";

const format = (of: RunSummary, continued = false) => formatSummary(of, continued);
const complete = "✓ Workflow complete. Checkpoint cleared.";
const action = {
  storyId: "s",
  slug: "b",
  action: "plan",
  attempt: 1,
  reason: "ready",
  path: "story[b]/plan#1",
};

describe("formatSummary", () => {
  it("says that the workflow is complete, what is done, time and cost", () => {
    expect(format(summary)).toEqual([
      complete,
      "Summary: done 1 · failed 0 · blocked 0 · waiting 0 · left 0 · 11:20 · $1.02",
      "  ✓ add-dark-mode: done",
    ]);
  });

  it("never says complete of a run that has not ended, or was asked for one action", () => {
    for (const status of ["interrupted", "failed", "waiting", "limited"] as const) {
      const text = format({ ...summary, status, checkpointCleared: false, reason: "the deadline" });
      expect(text).not.toContain(complete);
      expect(text[0]).toBe(`Run run-1 ${status}: the deadline`);
    }
    expect(format({ ...summary, auto: false })).toEqual([]);
    expect(format({ ...summary, auto: false }, true)).toContain(complete);
  });

  it("names what failed, is blocked or waits, with reasons, and what to type", () => {
    const lines = format({
      ...summary,
      failed: [{ path: "story[a]/implement#3", message: "tests failed" }],
      held: [
        { slug: "a", kind: "blocked", reason: "failed 3 times" },
        { slug: "c", kind: "broken", reason: "no id" },
        { slug: "d", kind: "gate", reason: "approve implement" },
        { slug: "e", kind: "unselected", reason: "outside" },
      ],
      left: [action],
      costUsd: null,
      next: [
        { command: "agentic-sdlc run --continue", why: "to go on" },
        { command: "agentic-sdlc unblock a", why: "" },
      ],
    });
    expect(lines).toContain(
      "Summary: done 1 · failed 1 · blocked 2 · waiting 1 · left 1 · 11:20 · cost not reported",
    );
    expect(lines).toContain("  ✗ story[a]/implement#3: tests failed");
    expect(lines).toContain("  ✗ c (broken): no id");
    expect(lines).toContain("  … d (gate): approve implement");
    expect(lines.join("\n")).not.toContain("outside");
    expect(lines.at(-2)).toBe("Continue: agentic-sdlc run --continue (to go on)");
    expect(lines.at(-1)?.trim()).toBe("agentic-sdlc unblock a");
  });

  it("says why a single run had nothing to do", () => {
    const idle = { ...summary, auto: false, completed: [], reason: "Nothing to do." };
    const held = [{ slug: "d", kind: "gate", reason: "approve implement" }] as const;
    expect(format({ ...idle, held })).toEqual(["Nothing to do.", "  … d (gate): approve implement"]);
  });

  it("shows that what came before an interruption was not paid again, and what a person has to mend", () => {
    const on = { path: "story[a]/implement#2", sessionId: "s-9", from: "story[a]/implement#1" };
    const lines = format({
      ...summary,
      fix: "Log claude in",
      wentOn: [
        { ...on, beforeUsd: 0.31, afterUsd: 0.12 },
        { ...on, beforeUsd: null, afterUsd: 0.12 },
        { ...on, beforeUsd: null, afterUsd: null },
      ],
      next: [{ command: "agentic-sdlc run --continue", why: "" }],
    });
    expect(lines).toContain("  ↪ implement#2 went on in session s-9: $0.31 before, $0.12 after");
    expect(lines).toContain("  ↪ implement#2 went on in session s-9: cost not reported before, $0.12 after");
    expect(lines).toContain("  ↪ implement#2 went on in session s-9: no cost reported");
    expect(lines.slice(-2)).toEqual(["  → Log claude in", "Continue: agentic-sdlc run --continue"]);
  });

  it("counts what is too much to name", () => {
    const done = Array.from({ length: 50 }, (_, n) => `story-${n}`);
    const lines = format({ ...summary, done });
    expect(lines).toHaveLength(23);
    expect(lines.at(-1)).toBe("  and 30 more");
  });
});
