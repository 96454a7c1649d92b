import { describe, expect, it } from "@jest/globals";
import { UserError } from "../../src/domain/errors.ts";
import type { RunRecord, RunScope } from "../../src/domain/journal/run-record.ts";
import type { PersonMessage } from "../../src/domain/journal/story-record.ts";
import { LeaseHeldError } from "../../src/engine/ports/lease.ts";
import {
  type FoundRun,
  type OpenRun,
  RunLostError,
  type RunStore,
} from "../../src/engine/ports/run-store.ts";

/** An empty place that a store can be opened in. */
export interface RunStage {
  /** As a process would that starts now: it knows only what is durable. */
  store(): RunStore;
  /** Whoever holds a run dies, without giving it back. */
  die(): void;
  /** Another process takes the run from whoever holds it. */
  rob(runId: string): void;
  /** A person leaves a message; later ones are given later. */
  post(runId: string, message: PersonMessage): void;
  /** What becomes of a run's checkpoint. */
  spoil(run: FoundRun, how: "removed" | "damaged" | "newer"): void;
  /** What becomes of a run's journal. */
  loseJournal(runId: string): void;
}

const story = (storyId: string): RunScope => ({ kind: "story", storyId });
const newRun = (scope: RunScope = story("a")) => ({
  ...{ scope, options: { auto: true }, workflow: { name: "story", hash: "h" }, toolVersion: "1.0.0" },
});
const caused = (attempt: number): RunRecord => ({
  ...{ type: "caused", path: `story[a]/plan#${attempt}`, storyId: "a", action: "plan", attempt },
  ...{ storyPath: ".agentic-sdlc/stories/a.md", agent: "mine" },
});
const ended = (attempt: number): RunRecord => ({
  ...{ type: "ended", path: `story[a]/plan#${attempt}`, storyId: "a", action: "plan", attempt },
  ...{ storyPath: ".agentic-sdlc/stories/a.md", outcome: "done", usage: { costUsd: 0.5 } },
  ...{ durationMs: 1, storyHash: "s" },
});
const done = { status: "done", exitCode: 0, reason: "" } as const;
const idOf = (run: OpenRun) => run.state.runId;
const unfinished = (stage: RunStage) => stage.store().unfinished().runs;

/** A run's facts, those too that it has not. */
const factsOf = (run?: FoundRun) =>
  run && { ...{ holder: undefined, checkpoint: undefined, rebuilt: undefined }, ...run };

/** What every store of runs promises (src/engine/ports/run-store.ts). */
export function runStoreContract(name: string, make: () => RunStage): void {
  describe(`${name}: the run store's contract`, () => {
    it("knows no run where there was none", () => {
      const store = make().store();
      expect([store.all(), store.unfinished()]).toEqual([[], { runs: [], unusable: [] }]);
      expect(store.find("run-x")).toBeUndefined();
    });

    it("lists a run that was started as unfinished, with its holder, and finds it by its id", async () => {
      const stage = make();
      const run = await stage.store().create(newRun());
      expect(run.state).toMatchObject({ ...newRun(), status: "running", ended: [], costUsd: 0 });
      const [found, ...others] = unfinished(stage);
      expect(others).toEqual([]);
      expect(factsOf(found)).toMatchObject({
        runId: idOf(run),
        status: "running",
        scope: story("a"),
        rebuilt: undefined,
      });
      expect(found?.holder).toContain("held by process");
      expect(found?.checkpoint).toBeDefined();
      expect(stage.store().find(idOf(run))).toEqual(found);
      expect(stage.store().all()).toEqual([found]);
      expect(stage.store().find(idOf(run).slice(0, -1))).toBeUndefined();
    });

    it("tells what was recorded, to whoever looks and whoever goes on with it", async () => {
      const stage = make();
      const run = await stage.store().create(newRun());
      await run.record(caused(1), ended(1));
      await run.record(caused(2));
      expect(run.state).toMatchObject({ costUsd: 0.5, ended: [{ attempt: 1 }], current: [{ attempt: 2 }] });
      expect(stage.store().find(idOf(run))?.state).toEqual(run.state);
      run.release();
      const next = await stage.store().open(stage.store().find(idOf(run))!);
      expect(next.state).toEqual(run.state);
      await next.record(ended(2));
      expect(next.state).toMatchObject({ costUsd: 1, current: [], ended: [{ attempt: 1 }, { attempt: 2 }] });
    });

    it("goes on with what another recorded since the run was found", async () => {
      const stage = make();
      const first = await stage.store().create(newRun());
      const found = unfinished(stage)[0]!;
      await first.record(caused(1));
      first.release();
      const next = await stage.store().open(found);
      expect(next.state.current).toMatchObject([{ attempt: 1 }]);
    });

    it("is open once, while its holder lives, and free when that gives it back", async () => {
      const stage = make();
      const run = await stage.store().create(newRun());
      const found = unfinished(stage)[0]!;
      await expect(stage.store().open(found)).rejects.toThrow(LeaseHeldError);
      run.release();
      expect(unfinished(stage).map(factsOf)).toMatchObject([{ status: "running", holder: undefined }]);
      await expect(run.record(caused(1))).rejects.toThrow(UserError);
      const next = await stage.store().open(found);
      await next.record(caused(2));
      expect(next.state.current).toMatchObject([{ attempt: 2 }]);
    });

    it("goes on with one run of the board at a time, and with others beside it", async () => {
      const stage = make();
      const board = await stage.store().create(newRun({ kind: "board" }));
      await expect(stage.store().create(newRun({ kind: "board" }))).rejects.toThrow(LeaseHeldError);
      await stage.store().create(newRun(story("b")));
      expect(unfinished(stage)).toHaveLength(2);
      board.release();
      (await stage.store().open(stage.store().find(idOf(board))!)).release();
    });

    it("can be gone on with when its holder has died", async () => {
      const stage = make();
      const run = await stage.store().create(newRun());
      await run.record(caused(1));
      run.noteAgent("story[a]/plan#1", { sessionId: "s", pid: 1 });
      run.checkpoint();
      stage.die();
      const [found] = unfinished(stage);
      expect(factsOf(found)).toMatchObject({ status: "running", holder: undefined });
      expect(found?.lastSign).toBeDefined();
      const next = await stage.store().open(found!);
      expect(next.state.current).toMatchObject([{ attempt: 1 }]);
    });

    it("stops whom another has taken it from", async () => {
      const stage = make();
      const run = await stage.store().create(newRun());
      stage.rob(idOf(run));
      // It may have looked in this turn of the event loop.
      await new Promise(setImmediate);
      await expect(run.record(caused(1))).rejects.toThrow(RunLostError);
      expect(() => run.checkpoint("now")).toThrow(RunLostError);
      run.release();
      expect(stage.store().find(idOf(run))?.state.current).toEqual([]);
    });

    it.each(["failed", "interrupted", "limited", "waiting"] as const)(
      "keeps a run that ended as %s among the unfinished",
      async (status) => {
        const stage = make();
        const run = await stage.store().create(newRun());
        await run.end({ status, exitCode: 1, reason: "why" });
        run.release();
        const [found] = unfinished(stage);
        expect(found).toMatchObject({ status, state: { reason: "why", exitCode: 1 } });
        const next = await stage.store().open(found!);
        const { options, workflow, toolVersion } = next.state;
        await next.record({ type: "run-continued", path: "", options, workflow, toolVersion });
        expect(next.state).toMatchObject({ status: "running", reason: "" });
      },
    );

    it.each(["done", "abandoned"] as const)("archives a run that ended as %s", async (status) => {
      const stage = make();
      const run = await stage.store().create(newRun());
      await run.record(caused(1), ended(1));
      await run.end({ ...done, status });
      run.release();
      expect(stage.store().unfinished()).toEqual({ runs: [], unusable: [] });
      const found = stage.store().find(idOf(run));
      expect(factsOf(found)).toMatchObject({
        status,
        checkpoint: undefined,
        state: { ended: [{ attempt: 1 }] },
      });
      stage.store().remove(idOf(run));
      expect(stage.store().all()).toEqual([]);
    });

    it("archives what a crash had kept from it", async () => {
      const stage = make();
      const run = await stage.store().create(newRun());
      await run.record({ type: "run-ended", path: "", ...done });
      stage.die();
      const [found] = unfinished(stage);
      expect(found).toMatchObject({ status: "done" });
      const next = await stage.store().open(found!);
      next.archive();
      next.release();
      expect(unfinished(stage)).toEqual([]);
      expect(stage.store().find(idOf(run))).toMatchObject({ status: "done" });
    });

    it("is abandoned by whoever removes its checkpoint, once nobody holds it", async () => {
      const stage = make();
      const run = await stage.store().create(newRun());
      stage.spoil(unfinished(stage)[0]!, "removed");
      expect(stage.store().find(idOf(run))).toMatchObject({ status: "running" });
      run.release();
      const found = stage.store().find(idOf(run));
      expect(factsOf(found)).toMatchObject({ status: "abandoned", checkpoint: undefined });
      expect(unfinished(stage)).toEqual([]);
    });

    it("is rebuilt from its journal where its checkpoint is damaged, and left alone where that is newer", async () => {
      const stage = make();
      const run = await stage.store().create(newRun());
      await run.record(caused(1), ended(1));
      const [found] = unfinished(stage);
      stage.spoil(found!, "damaged");
      expect(unfinished(stage)).toMatchObject([
        { runId: idOf(run), rebuilt: expect.any(String), state: { ended: [{ attempt: 1 }] } },
      ]);
      stage.spoil(found!, "newer");
      const { runs, unusable } = stage.store().unfinished();
      expect([runs, unusable]).toMatchObject([[], [{ path: found?.checkpoint, why: "newer" }]]);
    });

    it("sets aside a checkpoint that no run can be made of", async () => {
      const stage = make();
      const run = await stage.store().create(newRun());
      const [found] = unfinished(stage);
      run.release();
      stage.loseJournal(idOf(run));
      stage.spoil(found!, "damaged");
      const { runs, unusable } = stage.store().unfinished();
      expect([runs, unusable]).toMatchObject([[], [{ path: found?.checkpoint, why: "damaged" }]]);
      expect(stage.store().setAside(unusable[0]!.path)).not.toBe("");
      expect(stage.store().unfinished()).toEqual({ runs: [], unusable: [] });
    });

    it("is known from its checkpoint alone, where that is all there is", async () => {
      const stage = make();
      const run = await stage.store().create(newRun());
      await run.record(caused(1), ended(1));
      run.checkpoint("now");
      stage.die();
      stage.loseJournal(idOf(run));
      const [found] = unfinished(stage);
      expect(found).toMatchObject({ runId: idOf(run), scope: story("a"), state: { costUsd: 0.5 } });
      const next = await stage.store().open(found!);
      expect(next.state.ended).toMatchObject([{ attempt: 1 }]);
      expect(stage.store().find(idOf(run))?.state.costUsd).toBe(0.5);
    });

    it("lists the newest first", async () => {
      const stage = make();
      const ids: string[] = [];
      for (const id of ["a", "b", "c"]) ids.unshift(idOf(await stage.store().create(newRun(story(id)))));
      expect(
        stage
          .store()
          .all()
          .map(({ runId }) => runId),
      ).toEqual(ids);
    });

    it("keeps texts, folders and messages for a workflow file's run", async () => {
      const stage = make();
      const run = await stage.store().create(newRun({ kind: "workflow", file: "x.yaml" }));
      const large = "€".repeat(30_000);
      const texts = [run.keepText("small"), run.keepText(large)];
      stage.post(idOf(run), { type: "approved", gate: "ok" });
      stage.post(idOf(run), { type: "rejected", gate: "ok", reason: "no" });
      expect(run.messages().map(({ message }) => message.type)).toEqual(["approved", "rejected"]);
      run.forgetMessage(run.messages()[0]!.name);
      const dirs = [run.nodeDir("one", 1), run.nodeDir("one", 2), run.nodeDir("two[a/b]", 1)];
      expect(new Set(dirs).size).toBe(3);
      await Promise.all([run.record(caused(1)), run.record(caused(2))]);
      stage.die();
      const next = await stage.store().open(unfinished(stage)[0]!);
      expect(texts.map((text) => next.readText(text))).toEqual(["small", large]);
      expect(next.messages().map(({ message }) => message.type)).toEqual(["rejected"]);
      expect(next.nodeDir("one", 1)).toBe(dirs[0]);
      expect(next.state.current.map(({ attempt }) => attempt)).toEqual([1, 2]);
    });
  });
}
