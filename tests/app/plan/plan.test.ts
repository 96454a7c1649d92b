import { describe, expect, it } from "@jest/globals";
import { type Asked, nothingAsked } from "../../../src/app/plan/asked.ts";
import type { Found } from "../../../src/app/plan/found.ts";
import { planRun } from "../../../src/app/plan/plan.ts";
import type { RunScope, RunStatus } from "../../../src/domain/journal/run-record.ts";
import type { FoundRun } from "../../../src/engine/ports/run-store.ts";
import { aStory } from "../../helpers/stories.ts";

const board: RunScope = { kind: "board" };
const file = { kind: "workflow", file: "ship.yaml" } as const;
const story = aStory({ slug: "one", id: "story-one", epic: "shop" });

function run(runId: string, scope: RunScope = board, status: RunStatus = "interrupted"): FoundRun {
  const state = {
    ...{ runId, scope, status, options: { auto: true, agent: "claude" }, reason: "", costUsd: 0 },
    ...{ workflow: { name: "story", hash: "0" }, toolVersion: "0", startedAt: "", lastAt: "" },
    ...{ current: [], ended: [], blocked: {} },
  };
  return { runId, scope, status, state, savedAt: "2026-01-09T09:00:00Z" };
}

const plan = (asked: Partial<Asked> = {}, found: Partial<Found> = {}) =>
  planRun(
    { ...nothingAsked, ...asked },
    {
      ...{ root: "/p", boardCheckpoint: "/p/state.json", runs: [], unusable: [], steps: ["plan"] },
      ...{ agents: ["claude", "pi"], board: { stories: [story], broken: [], layout: "flat" } },
      ...found,
    },
  );

/** A plan in short: what it is, of what, what it goes on with, what it replaces. */
function brief(...of: Parameters<typeof plan>) {
  const planned = plan(...of);
  if (planned.kind === "finished") return ["finished", planned.run.runId];
  const { kind, scope, continued, superseded } = planned;
  return [kind, scope.kind, continued?.runId, superseded.map(({ runId }) => runId)];
}

describe("the plan of a run", () => {
  const [a, b, c] = [run("run-a"), run("run-b", file), run("run-c", { kind: "story", storyId: "story-one" })];

  it.each<[string, Partial<Asked>, Partial<Found>, unknown[]]>([
    ["starts the board", {}, {}, ["board", "board", undefined, []]],
    ["replaces what it does not continue", {}, { runs: [a, b] }, ["board", "board", undefined, ["run-a"]]],
    ["goes on", { continue: true }, { runs: [a] }, ["board", "board", "run-a", []]],
    [
      "goes on, named",
      { continue: true, target: "b" },
      { runs: [a, b], named: b },
      ["file", "workflow", "run-b", []],
    ],
    [
      "goes on, by its scope",
      { continue: true, story: "one" },
      { runs: [a, c] },
      ["board", "story", "run-c", []],
    ],
    ["gives it up", { continue: true, fresh: true }, { runs: [a] }, ["board", "board", undefined, ["run-a"]]],
    ["starts if there is nothing", { continue: "if-any" }, {}, ["board", "board", undefined, []]],
    [
      "starts a file",
      { target: "ship.yaml" },
      { file, runs: [a, b] },
      ["file", "workflow", undefined, ["run-b"]],
    ],
    ["is over", { continue: true }, { runs: [run("run-d", board, "done")] }, ["finished", "run-d"]],
  ])("%s", (_, asked, found, expected) => expect(brief(asked, found)).toEqual(expected));

  it("keeps a run's own options under those given now", () => {
    const planned = plan({ continue: true, agent: "pi" }, { runs: [a] });
    expect(planned).toMatchObject({
      kept: { options: { auto: true, agent: "pi" }, changed: ["--agent pi"] },
    });
  });

  it.each<[number, RegExp, Partial<Asked>, Partial<Found>]>([
    [5, /No checkpoint found/, { continue: true }, {}],
    [5, /no run x/, { continue: true, target: "x" }, {}],
    [2, /2 runs can be continued/, { continue: true }, { runs: [a, b] }],
    [2, /needs --continue/, { explain: true }, {}],
    [2, /--action pln/, { action: "pln" }, {}],
    [2, /belongs to workflow files/, { only: "x", continue: true }, { runs: [a] }],
    [2, /belongs to the board/, { story: "one", target: "ship.yaml" }, { file }],
    [2, /No story belongs to epic/, { epic: "shp" }, {}],
    [
      5,
      /corrupted/,
      { continue: true },
      { unusable: [{ path: "/p/state.json", why: "damaged", detail: "" }] },
    ],
  ])("refuses, exit %i: %s", (exitCode, message, asked, found) => {
    const refusal = expect.objectContaining({ exitCode, message: expect.stringMatching(message) });
    expect(() => plan(asked, found)).toThrow(refusal as never);
  });
});
