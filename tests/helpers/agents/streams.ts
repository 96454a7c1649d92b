import { readFileSync } from "node:fs";
import type { Heard, Outcome, StreamReader } from "../../../src/adapters/agents/programs/reader.ts";
import type { Ended } from "../../../src/adapters/process/end/ended.ts";

/** The lines of a recorded stream, by its file in `tests/fixtures/agents`. */
export function recorded(file: string): string[] {
  const text = readFileSync(new URL(`../../fixtures/agents/${file}`, import.meta.url), "utf8");
  return text.split("\n").filter((line) => line !== "");
}

/** Gives a reader a recorded stream, or lines; returns what it heard. */
export function played(
  reader: StreamReader,
  lines: string | readonly string[],
  stream: "out" | "err" = "out",
): { readonly heard: Heard[]; readonly reader: StreamReader } {
  const all = typeof lines === "string" ? recorded(lines) : lines;
  return { heard: all.flatMap((line) => reader.read(stream, line)), reader };
}

/** Events as a program would print them; what is text already is left as it is. */
export function asLines(events: string | readonly (string | object)[]): string | string[] {
  if (typeof events === "string") return events;
  return events.map((event) => (typeof event === "string" ? event : JSON.stringify(event)));
}

/** A program that ended by itself. */
export function endedWith(exitCode: number, stderr: string): Ended {
  return { reason: "exit", exitCode, signal: null, durationMs: 1, stdout: "", stderr, left: [] };
}

/** What it all came to, of a program that ended by itself. */
export function concluded(reader: StreamReader): Outcome {
  const outcome = reader.outcome();
  if (outcome.error || outcome.finished) return outcome;
  return { ...outcome, error: reader.failure(endedWith(0, "")) };
}
