import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { formatDuration, parseDeadline, parseDuration } from "../../../src/domain/text/duration.ts";

describe("parseDuration", () => {
  it.each([
    ["300ms", 300],
    ["10s", 10_000],
    ["60m", 3_600_000],
    ["48h", 172_800_000],
    ["30d", 2_592_000_000],
    ["1h30m", 5_400_000],
    ["1.5h", 5_400_000],
    ["0s", 0],
    [" 5m ", 300_000],
  ])("reads %s", (text, ms) => expect(parseDuration(text)).toBe(ms));

  it.each(["", "60", "h", "-5m", "5 m", "5M", "5min", "1e3s", ".5h", "5m!", "١0s", "9".repeat(30)])(
    "refuses %j and says what it wants",
    (text) => expect(() => parseDuration(text)).toThrow(/is not a duration; write .*60m/),
  );

  it("refuses what no number holds", () => {
    expect(() => parseDuration(`${"9".repeat(30)}d`)).toThrow(/too long/);
  });
});

describe("formatDuration", () => {
  it.each([
    [0, "0:00"],
    [999, "0:00"],
    [41_000, "0:41"],
    [680_999, "11:20"],
    [3_723_000, "1:02:03"],
    [360_000_000, "100:00:00"],
    [-5, "0:00"],
    [Number.NaN, "0:00"],
  ])("%d is %s", (ms, text) => expect(formatDuration(ms)).toBe(text));
});

describe("parseDeadline", () => {
  const now = new Date(2026, 0, 9, 14, 30, 15);

  it("takes a duration from now", () => {
    expect(parseDeadline("8h", now).getTime() - now.getTime()).toBe(8 * 3_600_000);
  });

  it("takes the clock's next such time, today or tomorrow", () => {
    expect(parseDeadline("23:05", now)).toEqual(new Date(2026, 0, 9, 23, 5));
    expect(parseDeadline("06:30", now)).toEqual(new Date(2026, 0, 10, 6, 30));
    expect(parseDeadline("14:30", now)).toEqual(new Date(2026, 0, 10, 14, 30));
  });

  it("is always ahead for a clock time, and within 25 hours", () => {
    const minute = fc.integer({ min: 0, max: 1439 });
    fc.assert(
      fc.property(
        fc.date({ min: new Date(2000, 0), max: new Date(2100, 0), noInvalidDate: true }),
        minute,
        (at, m) => {
          const text = `${Math.floor(m / 60)}:${String(m % 60).padStart(2, "0")}`;
          const ahead = parseDeadline(text, at).getTime() - at.getTime();
          expect(ahead).toBeGreaterThan(0);
          expect(ahead).toBeLessThanOrEqual(25 * 3_600_000);
        },
      ),
    );
  });

  it("takes ISO dates: local without a zone, midnight without a time, the past as it is", () => {
    expect(parseDeadline("2026-01-31T06:30:00Z", now).toISOString()).toBe("2026-01-31T06:30:00.000Z");
    expect(parseDeadline("2026-01-31T06:30", now)).toEqual(new Date(2026, 0, 31, 6, 30));
    expect(parseDeadline("2026-01-31", now)).toEqual(new Date(2026, 0, 31));
    expect(parseDeadline("2020-01-01", now)).toEqual(new Date(2020, 0, 1));
  });

  it.each([
    "",
    "25:00",
    "12:60",
    "tomorrow",
    "2026-02-30",
    "2026-13-01",
    "2026-01-31Tnoon",
    "8",
    "99999999d",
  ])("refuses %j and says what it wants", (text) =>
    expect(() => parseDeadline(text, now)).toThrow(/is not a deadline; write .*06:30/),
  );
});
