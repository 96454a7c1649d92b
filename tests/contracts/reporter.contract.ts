import { describe, expect, it } from "@jest/globals";
import type { RunEvent } from "../../src/engine/ports/events.ts";
import type { Reporter } from "../../src/engine/ports/reporter.ts";
import { everyEvent } from "../helpers/events.ts";
import { FakeStream } from "../helpers/fake-stream.ts";

/** Makes a reporter that writes to `stream`. */
export type MakeReporter = (stream: FakeStream) => Promise<Reporter>;

const nasty: RunEvent = {
  type: "warning",
  code: "nasty",
  text: "before\u001b[2J\u001b]0;owned\u0007\u009b31m\u202eafter",
};

/** What every reporter promises (src/engine/ports/reporter.ts), whoever it tells. */
export function listenerContract(name: string, make: () => Promise<Reporter>, told: () => string): void {
  describe(`${name}: the listener's contract`, () => {
    it("tells every kind of event without throwing, in order, and closes", async () => {
      const reporter = await make();
      for (const event of everyEvent) reporter.event(event);
      reporter.event({ type: "note", text: "the last" });
      await reporter.close();
      expect(told()).toContain("implement");
      expect(told().lastIndexOf("the last")).toBeGreaterThan(told().lastIndexOf("implement"));
    });

    it("takes events after it was closed", async () => {
      const reporter = await make();
      await reporter.close();
      for (const event of everyEvent) reporter.event(event);
    });
  });
}

/** What every reporter promises that writes to a stream, whatever it looks like. */
export function reporterContract(name: string, make: MakeReporter): void {
  let stream: FakeStream;
  listenerContract(
    name,
    () => {
      stream = new FakeStream();
      return make(stream);
    },
    () => stream.text,
  );

  describe(`${name}: the reporter's contract`, () => {
    it("tells every kind of event without throwing, and closes", async () => {
      const stream = new FakeStream();
      const reporter = await make(stream);
      for (const event of everyEvent) reporter.event(event);
      await reporter.close();
      expect(stream.text).toContain("implement");
    });

    it("goes on when nobody reads any more", async () => {
      const stream = new FakeStream({ failWith: "EPIPE" });
      const reporter = await make(stream);
      for (let round = 0; round < 50; round++) for (const event of everyEvent) reporter.event(event);
      await new Promise((resolve) => setImmediate(resolve));
      for (const event of everyEvent) reporter.event(event);
      await reporter.close();
    });

    it("goes on when the stream throws or was destroyed", async () => {
      const throwing = new FakeStream();
      throwing.write = () => {
        throw new Error("write after end");
      };
      const destroyed = new FakeStream();
      destroyed.destroy();
      for (const stream of [throwing, destroyed]) {
        const reporter = await make(stream);
        for (const event of everyEvent) reporter.event(event);
        await reporter.close();
      }
    });

    it("does not wait for a slow reader while events come", async () => {
      const stream = new FakeStream({ slow: true });
      const reporter = await make(stream);
      for (let round = 0; round < 100; round++) for (const event of everyEvent) reporter.event(event);
      expect(stream.writableLength).toBeGreaterThan(0);
      stream.letGo();
      await reporter.close();
      expect(stream.writableLength).toBe(0);
    });

    it("lets no control character of an agent through to the terminal", async () => {
      const stream = new FakeStream();
      const reporter = await make(stream);
      reporter.event(nasty);
      await reporter.close();
      expect(stream.text).toContain("before");
      // The spinner's own sequences are CSI only: what the text brought must be gone.
      for (const bad of ["\u001b[2J", "\u001b]0;", "\u0007"]) expect(stream.text).not.toContain(bad);
    });
  });
}
