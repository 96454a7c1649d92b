import { describe, expect, it } from "@jest/globals";
import { NotSavedError, RemovedError } from "../../src/domain/errors.ts";
import type { Journal, JournalContent, JournalRecord } from "../../src/engine/ports/journal.ts";
import {
  type Lease,
  LeaseHeldError,
  LeaseLostError,
  type LeaseStanding,
} from "../../src/engine/ports/lease.ts";

/** An empty place for a lease, and for the journal that its holder writes. */
export interface LeaseStage {
  take(options?: { readonly takeOver?: boolean }): Lease;
  standing(): LeaseStanding;
  /** Leaves a lease of that epoch, as another process did. */
  leave(epoch: number, owner: "living" | "dead" | "elsewhere"): void;
  /** Removes whatever says who holds it. */
  remove(): void;
  /** Time goes by. */
  later(): void;
  open(epoch: number): Journal<JournalRecord>;
  read(): JournalContent<JournalRecord>;
}

const thrownBy = (act: () => unknown): unknown => {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
};

/** What every lease promises (src/engine/ports/lease.ts). */
export function leaseContract(name: string, make: () => LeaseStage): void {
  describe(`${name}: the lease's contract`, () => {
    it("is free, held, released, and held again by a higher epoch", () => {
      const stage = make();
      expect(stage.standing()).toEqual({ state: "free", epoch: 0 });
      const first = stage.take();
      expect(stage.standing()).toMatchObject({ state: "held", epoch: first.epoch, owner: first.owner });
      first.assertHeld();
      first.release();
      expect(stage.standing()).toMatchObject({ state: "released", epoch: first.epoch });
      expect(() => first.assertHeld()).toThrow(LeaseLostError);
      first.release();
      const second = stage.take();
      expect(second.epoch).toBeGreaterThan(first.epoch);
      second.assertHeld();
      first.release();
      second.assertHeld();
    });

    it("is never taken from whom it is known to live", () => {
      const stage = make();
      const lease = stage.take();
      for (const takeOver of [false, true]) {
        const error = thrownBy(() => stage.take({ takeOver })) as LeaseHeldError;
        expect(error).toBeInstanceOf(LeaseHeldError);
        expect(error).toMatchObject({ exitCode: 4, standing: { state: "held", epoch: lease.epoch } });
      }
      lease.assertHeld();
    });

    it("is taken from the dead", () => {
      const stage = make();
      stage.leave(7, "dead");
      expect(stage.standing()).toMatchObject({ state: "dead", epoch: 7 });
      expect(stage.take().epoch).toBe(8);
      expect(stage.standing().state).toBe("held");
    });

    it("is left to who cannot be judged, until it is taken over", () => {
      const stage = make();
      stage.leave(3, "elsewhere");
      expect(stage.standing()).toMatchObject({ state: "unknown", epoch: 3 });
      expect(thrownBy(() => stage.take())).toMatchObject({
        name: "LeaseHeldError",
        standing: { state: "unknown" },
      });
      expect(stage.take({ takeOver: true }).epoch).toBe(4);
    });

    it("is lost once somebody has a higher epoch, and then not given back", () => {
      const stage = make();
      const lease = stage.take();
      stage.leave(lease.epoch + 1, "living");
      expect(() => lease.assertHeld()).toThrow(LeaseLostError);
      lease.heartbeat();
      lease.release();
      expect(stage.standing()).toMatchObject({ state: "held", epoch: lease.epoch + 1 });
    });

    it("is not held where nothing says so any more", () => {
      const stage = make();
      const lease = stage.take();
      stage.remove();
      expect(() => lease.assertHeld()).toThrow(RemovedError);
      lease.heartbeat();
      lease.release();
      expect(stage.standing().state).toBe("free");
    });

    it("shows the last sign of life", () => {
      const stage = make();
      const lease = stage.take();
      const before = stage.standing().heartbeat!;
      stage.later();
      lease.heartbeat();
      expect(stage.standing().heartbeat! > before).toBe(true);
    });
  });
}

const record = (path: string): JournalRecord => ({ type: "x", path });
const pathsOf = ({ records }: JournalContent<JournalRecord>) => records.map(({ path }) => path);

/** What every journal promises (src/engine/ports/journal.ts). */
export function journalContract(name: string, make: () => LeaseStage): void {
  describe(`${name}: the journal's contract`, () => {
    it("gives records back as they were appended, each with its place, epoch and time", async () => {
      const stage = make();
      const journal = stage.open(1);
      const recorded = await journal.append([record("a"), record("b")]);
      expect(recorded).toMatchObject([
        { type: "x", path: "a", seq: 1, epoch: 1, at: expect.stringMatching(/^2026-.*Z$/) },
        { path: "b", seq: 2 },
      ]);
      expect(stage.read()).toMatchObject({ records: recorded, damage: [], lastEpoch: 1 });
      expect(journal.bytes).toBeGreaterThan(0);
    });

    it("counts on over all epochs, and knows what was there", async () => {
      const stage = make();
      const first = stage.open(1);
      await first.append([record("a")]);
      first.close();
      const second = stage.open(4);
      expect(pathsOf(second)).toEqual(["a"]);
      expect(await second.append([record("b")])).toMatchObject([{ epoch: 4 }]);
      const { records, lastEpoch } = stage.read();
      expect(records.map(({ path, epoch }) => `${path}${epoch}`)).toEqual(["a1", "b4"]);
      expect(records[1]!.seq).toBeGreaterThan(records[0]!.seq);
      expect(lastEpoch).toBe(4);
    });

    it("keeps the order of appends that wait at the same time, and of one that does not wait", async () => {
      const stage = make();
      const journal = stage.open(1);
      const waiting = [
        journal.append([record("a"), record("b")]),
        journal.append([]),
        journal.append([record("c")]),
      ];
      expect(journal.appendSync([record("d")])).toMatchObject([{ path: "d", seq: 4 }]);
      expect((await Promise.all(waiting)).map((recorded) => recorded.length)).toEqual([2, 0, 1]);
      expect(pathsOf(stage.read())).toEqual(["a", "b", "c", "d"]);
    });

    it("writes what waits when it is closed, and nothing afterwards", async () => {
      const stage = make();
      const journal = stage.open(1);
      const waiting = journal.append([record("a")]);
      journal.close();
      journal.close();
      expect(await waiting).toHaveLength(1);
      await expect(journal.append([record("b")])).rejects.toThrow(NotSavedError);
      expect(() => journal.appendSync([record("c")])).toThrow(NotSavedError);
      expect(pathsOf(stage.read())).toEqual(["a"]);
    });
  });
}
