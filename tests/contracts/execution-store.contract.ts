import { describe, expect, it } from "@jest/globals";
import { UserError } from "../../src/domain/errors.ts";
import type { PersonMessage, StoryRecord } from "../../src/domain/journal/story-record.ts";
import type { ExecutionStore } from "../../src/engine/ports/execution-store.ts";
import { LeaseHeldError, LeaseLostError } from "../../src/engine/ports/lease.ts";

/** An empty place that a store can be opened in. */
export interface ExecutionStage {
  /** As a process would that starts now: it knows only what is durable. */
  store(): ExecutionStore;
  /** Whoever holds a story dies, without giving it back. */
  die(): void;
  /** Another process takes the story from whoever holds it. */
  rob(storyId: string): void;
  /** A person leaves a message; later ones are given later. */
  post(storyId: string, message: PersonMessage): void;
}

const path = "story[a]/plan#1";
const intent: StoryRecord = {
  ...{ type: "intent", path, action: "plan", attempt: 1, runId: "run-1", token: "t", agent: "mine" },
  ...{ storyHash: "s", inputHash: "i", stepHash: "st", promptHash: "p", consumed: {}, owned: {} },
};
const session: StoryRecord = { type: "session", path, action: "plan", attempt: 1, sessionId: "s-1" };
const blocked = (reason: string): StoryRecord => ({ type: "blocked", path: "story[a]", reason });
const large = `${"ä€😀\n".repeat(9000)}end`;

/** What every store of stories' journals promises (src/engine/ports/execution-store.ts). */
export function executionStoreContract(name: string, make: () => ExecutionStage): void {
  describe(`${name}: the execution store's contract`, () => {
    it("knows nothing of a story that nothing was done for", () => {
      const store = make().store();
      expect([...store.ids()]).toEqual([]);
      expect(store.read("a")).toMatchObject({ attempts: [], calls: 0, rejections: 0 });
      expect([store.pendingMessages("a"), store.holder("a")]).toEqual([0, undefined]);
    });

    it("tells what was recorded, to whoever reads and whoever opens it next, in order", async () => {
      const stage = make();
      const one = stage.store().open("a");
      expect(one.storyId).toBe("a");
      await one.record(intent, session);
      await one.record(blocked("tired"));
      const { execution } = one;
      expect(execution).toMatchObject({
        attempts: [{ action: "plan", sessionId: "s-1", outcome: "running" }],
        ...{ calls: 1, blocked: { reason: "tired" } },
      });
      expect(stage.store().read("a")).toEqual(execution);
      one.release();
      expect([...stage.store().ids()]).toEqual(["a"]);
      expect(stage.store().read("a")).toEqual(execution);
      expect(stage.store().open("a").execution).toEqual(execution);
    });

    it("sees what is recorded while it is open", async () => {
      const stage = make();
      const reader = stage.store();
      const session = stage.store().open("a");
      for (const reason of ["one", "two", "three"]) {
        await session.record(blocked(reason));
        expect(reader.read("a").blocked?.reason).toBe(reason);
      }
    });

    it("keeps the order of what is recorded at the same time", async () => {
      const stage = make();
      const one = stage.store().open("a");
      const all = ["1", "2", "3", "4"].map((reason) => one.record(blocked(reason)));
      await Promise.all([one.record(), ...all]);
      expect(one.execution.blocked?.reason).toBe("4");
      expect(stage.store().read("a").blocked?.reason).toBe("4");
    });

    it("is open once, while its holder lives, and free when that gives it back", async () => {
      const stage = make();
      const store = stage.store();
      const first = store.open("a");
      for (const other of [store, stage.store()]) {
        expect(() => other.open("a")).toThrow(LeaseHeldError);
        expect(other.holder("a")).toContain("held by process");
      }
      store.open("b").release();
      await first.record(intent);
      first.release();
      expect(store.holder("a")).toBeUndefined();
      await expect(first.record(session)).rejects.toThrow(UserError);
      const second = stage.store().open("a");
      await second.record(session);
      expect(second.execution.attempts).toMatchObject([{ sessionId: "s-1" }]);
    });

    it("is free once its holder has died, with all that was recorded", async () => {
      const stage = make();
      await stage.store().open("a").record(intent);
      stage.die();
      const store = stage.store();
      expect(store.holder("a")).toBeUndefined();
      const next = store.open("a");
      await next.record(session);
      next.release();
      expect(stage.store().read("a").attempts).toMatchObject([{ action: "plan", sessionId: "s-1" }]);
    });

    it("records nothing for whom another has taken it from", async () => {
      const stage = make();
      const robbed = stage.store().open("a");
      await robbed.record(intent);
      stage.rob("a");
      await expect(robbed.record(blocked("late"))).rejects.toThrow(LeaseLostError);
      robbed.release();
      expect(stage.store().read("a").blocked).toBeUndefined();
      expect(stage.store().holder("a")).toBeDefined();
    });

    it("gives texts back whole, however large, to whoever asks later", async () => {
      const stage = make();
      const one = stage.store().open("a");
      const small = one.keepText("small");
      const kept = one.keepText(large);
      expect(small).toEqual({ text: "small" });
      expect(kept).toEqual({
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        bytes: Buffer.byteLength(large),
      });
      expect(one.keepText(large)).toEqual(kept);
      expect(one.readText(kept)).toBe(large);
      stage.die();
      expect([small, kept].map((text) => stage.store().readText("a", text))).toEqual(["small", large]);
      expect(stage.store().open("a").readText(kept)).toBe(large);
      const never = { sha256: "0".repeat(64), bytes: 1 };
      expect(() => stage.store().readText("a", never)).toThrow(UserError);
    });

    it("keeps the messages of people until they are forgotten, in order", () => {
      const stage = make();
      stage.post("a", { type: "answered", text: "one" });
      expect([...stage.store().ids()]).toEqual(["a"]);
      const session = stage.store().open("a");
      stage.post("a", { type: "approved" });
      stage.post("b", { type: "unblocked" });
      const types = () => session.messages().map(({ message }) => message.type);
      expect(types()).toEqual(["answered", "approved"]);
      expect(stage.store().pendingMessages("a")).toBe(2);
      const [first, second] = session.messages();
      expect(first!.name < second!.name).toBe(true);
      session.forgetMessage(first!.name);
      session.forgetMessage(first!.name);
      expect(types()).toEqual(["approved"]);
      stage.die();
      expect(stage.store().open("a").messages()).toMatchObject([{ name: second!.name }]);
      expect(stage.store().pendingMessages("b")).toBe(1);
    });

    it("gives each attempt a folder of its own, and the same one again", () => {
      const session = make().store().open("a");
      const dirs = [
        session.attemptDir("plan", 1),
        session.attemptDir("plan", 2),
        session.attemptDir("review", 1),
      ];
      expect(new Set(dirs).size).toBe(3);
      expect(session.attemptDir("plan", 1)).toBe(dirs[0]);
    });
  });
}
