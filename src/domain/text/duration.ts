const unitMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** What a duration looks like, for validation and the JSON Schema: `300ms`, `10s`, `1h30m`, `1.5h`, `30d`. */
export const durationPattern = "^(\\d+(\\.\\d+)?(ms|s|m|h|d))+$";

const whole = new RegExp(durationPattern);

/**
 * A duration in milliseconds, rounded to a whole one.
 * @throws Error that says what a duration looks like.
 */
export function parseDuration(text: string): number {
  const trimmed = text.trim();
  if (!whole.test(trimmed)) {
    throw new Error(
      `${JSON.stringify(text)} is not a duration; write a number and a unit: 300ms, 10s, 60m, 48h, 30d`,
    );
  }
  let total = 0;
  for (const [, amount = "", unit = ""] of trimmed.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)) {
    total += Number(amount) * (unitMs[unit] ?? 0);
  }
  const ms = Math.round(total);
  if (!Number.isSafeInteger(ms)) throw new Error(`${JSON.stringify(text)} is too long for a duration`);
  return ms;
}

/** Milliseconds as a clock shows them: `0:41`, `11:20`, `1:02:03`. Fractions of a second are dropped. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor((Number.isFinite(ms) ? ms : 0) / 1000));
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const two = (n: number) => String(n).padStart(2, "0");
  const tail = two(seconds % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${tail}` : `${minutes}:${tail}`;
}

/**
 * When to stop: a duration from now (`8h`), the next time the local clock shows `HH:MM`, or an ISO 8601 date
 * (without a zone it is local; without a time it is that day's midnight). A moment in the past is returned as it is.
 * @throws Error that says what a deadline looks like.
 */
export function parseDeadline(text: string, now: Date): Date {
  const trimmed = text.trim();
  if (whole.test(trimmed)) {
    const deadline = new Date(now.getTime() + parseDuration(trimmed));
    if (!Number.isNaN(deadline.getTime())) return deadline;
  }
  return clockTime(trimmed, now) ?? isoTime(trimmed) ?? refuse(text);
}

function clockTime(text: string, now: Date): Date | undefined {
  const match = /^(\d{1,2}):(\d{2})$/.exec(text);
  if (!match) return undefined;
  const [hours, minutes] = [Number(match[1]), Number(match[2])];
  if (hours > 23 || minutes > 59) return undefined;
  const date = new Date(now);
  date.setHours(hours, minutes, 0, 0);
  if (date <= now) {
    date.setDate(date.getDate() + 1);
    // Again, because a change to or from summer time may lie between the two days.
    date.setHours(hours, minutes, 0, 0);
  }
  return date;
}

function isoTime(text: string): Date | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})(T.+)?$/.exec(text);
  if (!match) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  // `Date` would read 31 April as 1 May.
  if (day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return undefined;
  // A bare date would be read as UTC.
  const date = new Date(match[4] ? text : `${text}T00:00`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function refuse(text: string): never {
  throw new Error(
    `${JSON.stringify(text)} is not a deadline; write a duration (8h), a time (06:30) or a date (2026-01-31T06:30)`,
  );
}
