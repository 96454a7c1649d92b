/** When a service serves again, in the words of its refusals, as programs pass them on. */

/** What a text leaves open. */
export interface Here {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The time zone of whoever wrote it, where it names none: `Europe/Berlin`. */
  readonly zone: string;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** No limit is longer than a month: what says more is misread. */
const longest = 32 * day;
/** What was refused until a time so little ago is not refused until that time tomorrow: it is refused by a stale text. */
const stale = hour;

/**
 * Seconds until a service serves again, as a text says it: a time in seconds since the epoch, an ISO time, a time of day
 * (with a date, with a time zone), a span. Whole, from 0 to 32 days; undefined: it does not say, or what it says cannot be.
 */
export function secondsToReset(text: string, here: Here): number | undefined {
  const waits = [epochIn, isoIn, clockIn, fieldIn, spanIn].map((read) => read(text, here));
  const ms = waits.find((wait) => wait !== undefined && wait >= 0 && wait <= longest);
  return ms === undefined ? undefined : Math.ceil(ms / second);
}

/** `usage limit reached|1712345678`; one that has passed is now. */
function epochIn(text: string, { now }: Here): number | undefined {
  const [, found] = /\b(1[5-9]\d{8}|[2-9]\d{9})\b/.exec(text) ?? [];
  return found === undefined ? undefined : Math.max(0, Number(found) * second - now);
}

const aboutReset = "(?:resets?|again|retry|until|available)";
const isoTime = new RegExp(
  String.raw`${aboutReset}[^\n]{0,40}?\b(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d))?(?:\.\d+)?\s?(Z\b|UTC|GMT|[+-]\d\d:?\d\d)?`,
  "i",
);

/** `"quotaResetTimeStamp": "2026-01-09T02:00:00Z"`. */
function isoIn(text: string, { now, zone }: Here): number | undefined {
  const [, year, month, date, hours, minutes, seconds = 0, named = zone] = isoTime.exec(text) ?? [];
  const offset = offsetOf(named);
  if (year === undefined || !offset) return undefined;
  const local = Date.UTC(+year, Number(month) - 1, Number(date), Number(hours), Number(minutes), +seconds);
  return instantOf(local, offset) - now;
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const clockTime = new RegExp(
  [
    String.raw`\b${aboutReset}(?: (?:at|on))?[\s:·]+`,
    String.raw`(?:(${months.join("|")})[a-z]*\.? (\d{1,2})(?:st|nd|rd|th)?,?(?: (\d{4}),?)?(?: at)? )?`,
    String.raw`(\d{1,2})(?::(\d\d))?(?:\s?([ap])\.?m\b\.?)?`,
    String.raw`(?:\s?\(([\w/+-]+)\)|\s((?:UTC|GMT)(?:[+-]\d{1,2}(?::\d\d)?)?)\b)?`,
  ].join(""),
  "gi",
);

/** `resets 3pm`, `resets Jan 30, 11:30am (Asia/Calcutta)`, `try again at Jul 5th, 2026 8:19 PM`, `at 10:57 PM GMT-3`. */
function clockIn(text: string, { now, zone }: Here): number | undefined {
  for (const [, month, date, year, hours, minutes, half, named, utc] of text.matchAll(clockTime)) {
    const time = timeOfDay(Number(hours), minutes, half);
    const offset = offsetOf(named ?? utc ?? zone);
    if (time === undefined || !offset) continue;
    const here = new Date(now + offset(now));
    const today = here.getUTCFullYear();
    const days =
      month === undefined
        ? [-1, 0, 1, 2].map((more) => Date.UTC(today, here.getUTCMonth(), here.getUTCDate() + more))
        : (year === undefined ? [today, today + 1] : [Number(year)]).map((of) =>
            Date.UTC(of, months.indexOf(month.toLowerCase()), Number(date)),
          );
    return days.map((at) => instantOf(at + time, offset) - now).find((wait) => wait > -stale);
  }
  return undefined;
}

/** Milliseconds since midnight. */
function timeOfDay(hours: number, minutes: string | undefined, half: string | undefined): number | undefined {
  if (half === undefined && minutes === undefined) return undefined;
  const wrong = half === undefined ? hours > 23 : hours < 1 || hours > 12;
  if (wrong || Number(minutes ?? 0) > 59) return undefined;
  const since = half === undefined ? hours : (hours % 12) + (half.toLowerCase() === "p" ? 12 : 0);
  return since * hour + Number(minutes ?? 0) * minute;
}

/** `"retryDelay":"34.07s"`, `retry-after: 20`, `"resets_in_seconds":13872`. */
function fieldIn(text: string): number | undefined {
  const [, amount] =
    /"?(?:retry[-_]?(?:delay|after)|quotaResetDelay|resets?_in_seconds)"?[\s:=]+"?([\d.]+(?:[hms][\d.hms]*)?)/i.exec(
      text,
    ) ?? [];
  if (amount === undefined) return undefined;
  return /[hms]$/.test(amount) ? spanIn(`in ${amount}`) : Number(amount) * second;
}

const units = { ms: 1, s: second, m: minute, h: hour, d: day, w: 7 * day };
const piece = String.raw`(\d+(?:\.\d+)?|(?:an?|one)(?=\s))\s*(ms|[smhdw])(?:illiseconds?|ec(?:ond)?s?|in(?:ute)?s?|(?:ou)?rs?|ays?|eeks?)?(?![a-z])`;
const span = new RegExp(String.raw`\b(?:in|after) (?:less than |about )?((?:${piece}[\s,]*(?:and )?)+)`, "i");

/** `try again in 2h 5 minutes`, `reset after 4h28m20s`. */
function spanIn(text: string): number | undefined {
  const [, found] = span.exec(text) ?? [];
  if (found === undefined) return undefined;
  const parts = [...found.matchAll(new RegExp(piece, "gi"))].map(([, count = "", unit = ""]) => {
    const amount = /^\d/.test(count) ? Number(count) : 1;
    return amount * units[unit.toLowerCase() as keyof typeof units];
  });
  return parts.reduce((sum, ms) => sum + ms, 0);
}

/** How far the clocks of a zone are ahead of UTC at an instant, in milliseconds. */
type Offset = (instant: number) => number;

/** `Europe/Berlin`, `UTC`, `GMT-3`, `+02:00`; undefined for what is no zone. */
function offsetOf(zone: string): Offset | undefined {
  const [, sign, hours, minutes = 0] = /^(?:UTC|GMT)?([+-])(\d{1,2}):?(\d\d)?$/i.exec(zone) ?? [];
  if (sign !== undefined) {
    const ms = Number(`${sign}1`) * (Number(hours) * hour + Number(minutes) * minute);
    return () => ms;
  }
  try {
    const timeZone = zone.toUpperCase() === "Z" ? "UTC" : zone;
    const fields = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric" } as const;
    const clock = new Intl.DateTimeFormat("en-US", {
      ...fields,
      minute: "numeric",
      hourCycle: "h23",
      timeZone,
    });
    return (instant) => {
      const parts = clock.formatToParts(instant);
      const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
      const shown = Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"));
      return shown - Math.floor(instant / minute) * minute;
    };
  } catch {
    return undefined;
  }
}

/**
 * When the clocks of a zone show `local`, which is told as if they were UTC's. Where they are put forward over it, that is
 * an hour off.
 */
function instantOf(local: number, offset: Offset): number {
  return local - offset(local - offset(local));
}
