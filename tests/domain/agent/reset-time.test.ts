import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { secondsToReset } from "../../../src/domain/agent/reset-time.ts";

/** Friday, 09:00 in Berlin. */
const now = Date.parse("2026-01-09T08:00:00.000Z");
const zone = "Europe/Berlin";
const wait = (text: string, at = now) => secondsToReset(text, { now: at, zone });
const until = (time: string) => (Date.parse(time) - now) / 1000;

describe("how long a refusal says to wait", () => {
  it.each([
    // Claude Code
    ["Claude AI usage limit reached|1767949200", "2026-01-09T09:00:00Z"],
    ["5-hour limit reached ∙ resets 3pm", "2026-01-09T14:00:00Z"],
    ["You've hit your limit · resets 2am (Europe/Berlin)", "2026-01-10T01:00:00Z"],
    ["You've hit your session limit · resets 5:40pm (Asia/Tokyo)\n/login to switch", "2026-01-09T08:40:00Z"],
    ["Claude usage limit reached. Your limit will reset at 3:45 pm (America/Santiago).", "2026-01-09T18:45Z"],
    ["Your limit will reset at 1pm (Etc/GMT+5).", "2026-01-09T18:00:00Z"],
    ["You’ve hit your limit. Limits will reset at 9:30 AM.", "2026-01-09T08:30:00Z"],
    ["You've hit your limit · resets Jan 30, 11:30am (Asia/Calcutta)", "2026-01-30T06:00:00Z"],
    ["You've hit your weekly limit · resets Jan 15 at 7pm", "2026-01-15T18:00:00Z"],
    ["You've hit your weekly limit · resets Jan 10, 2am (UTC)", "2026-01-10T02:00:00Z"],
    // Codex
    [
      "You've hit your usage limit. Upgrade to Plus, or try again at Jan 9th, 2026 8:19 PM.",
      "2026-01-09T19:19Z",
    ],
    ["You've hit your usage limit. Try again at Jan 12, 2026, 7:38 AM.", "2026-01-12T06:38:00Z"],
    ["or try again at 10:23 AM.", "2026-01-09T09:23:00Z"],
    ['{"type":"usage_limit_reached","resets_at":1767949260,"resets_in_seconds":13872}', "2026-01-09T09:01Z"],
    // Gemini CLI
    ["Usage limit reached for gemini-3-flash. Access resets at 10:57 PM GMT-3.", "2026-01-10T01:57:00Z"],
    ["Access resets at 3:04 PM CET.", "2026-01-09T14:04:00Z"],
    ['"quotaResetTimeStamp": "2026-01-09T12:00:00Z"', "2026-01-09T12:00:00Z"],
    ["try again after the reset at 2026-01-09 12:00:30+01:00", "2026-01-09T11:00:30Z"],
    ["try again at 2026-01-09T12:00", "2026-01-09T11:00:00Z"],
  ])("as a time: %j", (text, time) => {
    expect(wait(text)).toBe(until(time));
  });

  it.each([
    ["try again in 5 days 22 hours 11 minutes.", 5 * 86_400 + 22 * 3600 + 11 * 60],
    ["try again in 3 days, 2 hours and 1 minute", 266_460],
    ["Try again in 2 hours 5 minutes.", 7500],
    ["try again in less than a minute", 60],
    ["resets in an hour", 3600],
    ["Please try again in 7m12s. Visit", 432],
    ["Please try again in 1.2s.", 2],
    ["try again in 250ms", 1],
    ["in 2h 13m", 7980],
    ["retry after 30 seconds", 30],
    ["Your quota will reset after 4h28m20s.. Retrying after 6173ms...", 16_100],
    ['"retryDelay":"34.07s"', 35],
    ['"quotaResetDelay": "373.801628ms"', 1],
    ["retry-after: 20", 20],
    ['"resets_in_seconds":13872', 13_872],
    ["usage limit reached|1700000000", 0],
  ])("as a span: %j", (text, seconds) => {
    expect(wait(text)).toBe(seconds);
  });

  it.each([
    "try again in a while",
    "try again in 3 fortnights",
    "made 5 requests",
    "stopped after 3 steps",
    "retry 1 of 2",
    "resets 25:00",
    "resets 13pm",
    "resets 3pm (Middle/Earth)",
    "try again in 400 days",
    "call 9876543210",
    '"timestamp":"2026-01-09T07:00:00Z"',
    "try again at Jan 2, 2026, 7:38 AM",
    "resets Dec 30, 7am",
  ])("not at all: %j", (text) => {
    expect(wait(text)).toBeUndefined();
  });

  it("not by a time that has just passed, which is stale, and not tomorrow's", () => {
    expect(wait("resets 8:59am")).toBeUndefined();
    expect(wait("resets 11:50pm", Date.parse("2026-01-08T23:20:00Z"))).toBeUndefined();
    expect(wait("resets 9am")).toBe(0);
    expect(wait("resets 7:59am")).toBe(until("2026-01-10T06:59:00Z"));
    expect(wait("resets 8:59am; try again in 5 minutes")).toBe(300);
  });

  it("over the new year", () => {
    const eve = Date.parse("2026-12-31T20:00:00Z");
    expect(wait("resets Jan 2, 1pm", eve)).toBe((Date.parse("2027-01-02T12:00:00Z") - eve) / 1000);
  });

  const zones = [
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "UTC",
    "Pacific/Apia",
  ];
  const instants = fc.integer({
    min: Date.parse("2024-01-01T00:00:00Z"),
    max: Date.parse("2032-01-01T00:00:00Z"),
  });

  it("to the minute, in whatever zone, also when its clocks change", () => {
    const of = fc.record({
      at: instants,
      minutes: fc.integer({ min: 2, max: 22 * 60 }),
      zone: fc.constantFrom(...zones),
    });
    const shown = (time: number, timeZone: string, date: boolean) =>
      new Intl.DateTimeFormat("en-US", {
        ...(date ? { month: "short", day: "numeric" } : {}),
        ...{ hour: "numeric", minute: "2-digit", hour12: true, timeZone },
      }).format(time);
    fc.assert(
      fc.property(of, fc.boolean(), ({ at, minutes, zone }, dated) => {
        const text = shown(at + minutes * 60_000, zone, dated);
        const seconds = secondsToReset(`resets ${text} (${zone})`, { now: at, zone: "UTC" });
        // An hour that clocks show twice may be over for the first time.
        if (seconds === undefined) expect(minutes).toBeLessThanOrEqual(60);
        else expect(shown(at + seconds * 1000, zone, dated)).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it("never longer than a month, whatever the text", () => {
    const word = fc.constantFrom(
      "resets",
      "again",
      "at",
      "in",
      "Jan",
      "Feb",
      "3",
      "17",
      "59",
      ":",
      "pm",
      "am",
      "2026",
      "-",
      "T",
      "(",
      "UTC",
      ")",
      "GMT",
      "+",
      "h",
      "m",
      "s",
      "ms",
      "a",
      "|",
      "1767949200",
      ".",
    );
    const glue = fc.constantFrom("", " ");
    const texts = fc.array(fc.tuple(word, glue), { maxLength: 14 }).map((all) => all.flat().join(""));
    fc.assert(
      fc.property(fc.oneof(texts, fc.string()), instants, (text, at) => {
        const seconds = secondsToReset(text, { now: at, zone: "Europe/Berlin" }) ?? 0;
        expect(Number.isInteger(seconds) && seconds >= 0 && seconds <= 32 * 86_400).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
