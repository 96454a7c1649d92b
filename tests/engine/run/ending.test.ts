import { describe, expect, it } from "@jest/globals";
import type { RunScope } from "../../../src/domain/journal/run-record.ts";
import type { Ending } from "../../../src/engine/ports/run-store.ts";
import { type BoardResult, summaryOf } from "../../../src/engine/run/ending.ts";
import { noRun } from "../../../src/engine/run/no-run.ts";
import type { RunRequest } from "../../../src/engine/run/request.ts";
import { Tally } from "../../../src/engine/run/tally.ts";

function summary(status: Ending["status"], scope: RunScope, { tally = new Tally(), costUsd = 0 } = {}) {
  const queued = {
    path: "story[a]/plan#1",
    storyId: "id-a",
    slug: "a",
    action: "plan",
    attempt: 1,
    reason: "",
  };
  const last = { queue: [queued], held: [] } as unknown as BoardResult["last"];
  const request = { auto: false } as RunRequest;
  const run = { ...noRun.state, runId: "run-1", scope };
  const ending: Ending = { status, exitCode: 0, reason: "" };
  return summaryOf({ last, tally, costUsd } as BoardResult, ending, request, run, { durationMs: 1 });
}

describe("the end of a run", () => {
  it("names the command that goes on in the same scope", () => {
    const commands = (status: Ending["status"], scope: RunScope) =>
      summary(status, scope).next.map(({ command }) => command);
    const board = { kind: "board" } as const;
    const story = { kind: "story", storyId: "id-a" } as const;
    expect(commands("done", board)).toEqual(["agentic-sdlc run"]);
    expect(commands("done", story)).toEqual(["agentic-sdlc run --story a"]);
    expect(commands("done", { kind: "epic", epic: "e" })).toEqual(["agentic-sdlc run --epic e"]);
    expect(commands("interrupted", board)).toEqual(["agentic-sdlc run --continue"]);
    expect(commands("interrupted", story)).toEqual(["agentic-sdlc run --continue run-1"]);
  });

  it("does not call free what was interrupted before it told its cost", () => {
    const tally = new Tally();
    tally.add("id-a", "story[a]/plan#1", { action: "plan", outcome: "interrupted" }, undefined);
    expect(summary("interrupted", { kind: "board" }, { tally }).costUsd).toBeNull();
    expect(summary("interrupted", { kind: "board" }, { tally, costUsd: 0.2 }).costUsd).toBe(0.2);
  });
});
