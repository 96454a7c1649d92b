import { describe, expect, it } from "@jest/globals";
import type { Clock } from "../../src/engine/ports/clock.ts";

/** What every clock promises (src/engine/ports/clock.ts). */
export function clockContract(name: string, make: () => Clock): void {
  const fromNow = (clock: Clock, ms: number) => new Date(clock.now().getTime() + ms);
  const never = new AbortController().signal;

  describe(`${name}: the clock's contract`, () => {
    it("sleeps until the time, and not a moment less", async () => {
      const clock = make();
      const until = fromNow(clock, 60);
      await clock.sleep(until, never);
      expect(clock.now().getTime()).toBeGreaterThanOrEqual(until.getTime());
    });

    it("does not sleep until what is past", async () => {
      const clock = make();
      const before = clock.now().getTime();
      await clock.sleep(fromNow(clock, -60_000), never);
      await clock.sleep(clock.now(), never);
      expect(clock.now().getTime() - before).toBeLessThan(1000);
    });

    it("wakes those first who sleep until earlier", async () => {
      const clock = make();
      const woken: string[] = [];
      const sleep = async (who: string, ms: number) => {
        await clock.sleep(fromNow(clock, ms), never);
        woken.push(who);
      };
      await Promise.all([sleep("late", 90), sleep("early", 20), sleep("later", 150)]);
      expect(woken).toEqual(["early", "late", "later"]);
    });

    it("wakes up when it is told to, whether before or while it sleeps, and does not reject", async () => {
      const clock = make();
      const before = clock.now().getTime();
      const controller = new AbortController();
      const sleeping = clock.sleep(fromNow(clock, 3_600_000), controller.signal);
      controller.abort("now");
      await sleeping;
      await clock.sleep(fromNow(clock, 3_600_000), controller.signal);
      expect(clock.now().getTime() - before).toBeLessThan(60_000);
    });

    it("wakes only who is told to", async () => {
      const clock = make();
      const controller = new AbortController();
      let woken = false;
      const other = clock.sleep(fromNow(clock, 100), never).then(() => {
        woken = true;
      });
      const sleeping = clock.sleep(fromNow(clock, 3_600_000), controller.signal);
      controller.abort();
      await sleeping;
      expect(woken).toBe(false);
      await other;
    });
  });
}
