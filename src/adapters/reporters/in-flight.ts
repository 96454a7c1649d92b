import { formatDuration } from "../../domain/text/duration.ts";
import { safeText } from "../../domain/text/safe.ts";
import type { AttemptName, RunEvent } from "../../engine/ports/events.ts";
import { fitColumns } from "./width.ts";
import { formatCost, goingOn, waitReason } from "./words.ts";

interface Flight {
  /** What is worked on, and the attempt at it, which is never cut. */
  readonly title: string;
  readonly attempt: string;
  readonly startedAt: number;
  readonly tool: string;
  readonly lastLine: string;
  readonly costUsd: number;
  /** No agent works on it: its checks run. */
  readonly onlyChecks: boolean;
}

/** The attempts in flight and what was spent so far, followed from a run's events: what a progress line shows. */
export class InFlight {
  #flights = new Map<string, Flight>();
  #latest: string | undefined;
  #spent = 0;
  #wait: Extract<RunEvent, { type: "waiting" }> | undefined;

  get idle(): boolean {
    return this.#flights.size === 0 && this.#wait === undefined;
  }

  /** Takes note of an event that happened at `now` (ms). */
  follow(event: RunEvent, now: number): void {
    switch (event.type) {
      case "waiting":
        this.#wait = event;
        break;
      case "attempt-started":
        this.#begin(event, now, false);
        break;
      case "agent":
        this.#heard(event.path, event.event);
        break;
      case "check-started":
        // Checks run again, or after a crash, without their attempt.
        if (!this.#flights.has(event.path)) this.#begin(event, now, true);
        this.#change(event.path, { tool: event.command, lastLine: "" });
        break;
      case "check":
        if (this.#flights.get(event.path)?.onlyChecks) this.#end(event.path);
        break;
      case "saved":
      case "attempt-failed":
        this.#end(event.path);
        this.#spent += event.type === "saved" && !event.ranNow ? 0 : (event.usage.costUsd ?? 0);
        break;
      case "asked":
      case "attempt-interrupted":
        this.#spent += this.#flights.get(event.path)?.costUsd ?? 0;
        this.#end(event.path);
        break;
      case "node-started":
        if (event.kind === "script" || event.kind === "agent")
          this.#add(event.path, event.path, `#${event.attempt}`, now, false);
        break;
      case "node-agent":
        this.#heard(event.path, event.event);
        break;
      case "node-check-started":
        this.#change(event.path, { tool: event.command, lastLine: "" });
        break;
      case "node-done":
      case "node-failed":
        this.#end(event.path);
        this.#spent += event.usage.costUsd ?? 0;
        break;
      case "node-interrupted":
        this.#spent += this.#flights.get(event.path)?.costUsd ?? 0;
        this.#end(event.path);
        break;
      case "run-ended":
        this.#flights.clear();
        this.#wait = undefined;
        break;
    }
  }

  /**
   * One line of at most `columns` columns about the attempt last heard of:
   * `Add dark mode · implement#1  Edit src/theme.ts  reading…  1:12  $0.31`. Its end, time and cost, is never cut. With
   * nothing in flight, what is waited for: `rate limited by claude; going on at 06:12 (in 4:31)`.
   */
  line(now: number, columns: number): string {
    const flight = this.#flights.get(this.#latest ?? "") ?? [...this.#flights.values()].at(-1);
    if (!flight) return this.#wait ? fitColumns(safeText(waitLine(this.#wait, now)), columns) : "";
    const cost = this.#spent + [...this.#flights.values()].reduce((sum, one) => sum + one.costUsd, 0);
    const more = this.#flights.size > 1 ? `  +${this.#flights.size - 1} more` : "";
    const tail = `${more}  ${formatDuration(now - flight.startedAt)}${cost > 0 ? `  ${formatCost(cost)}` : ""}`;
    // A long title must leave room for what the agent does.
    const name = fitColumns(safeText(flight.title), Math.max(16, Math.floor(columns / 3)));
    const parts = [`${name}${flight.attempt}`, flight.tool, flight.lastLine]
      .map((part) => safeText(part).replace(/\s+/g, " ").trim())
      .filter((part) => part !== "");
    return fitColumns(fitColumns(parts.join("  "), Math.max(0, columns - tail.length)) + tail, columns);
  }

  #begin({ path, title, action, attempt }: AttemptName, startedAt: number, onlyChecks: boolean): void {
    this.#add(path, title, ` · ${action}#${attempt}`, startedAt, onlyChecks);
  }

  #add(path: string, title: string, attempt: string, startedAt: number, onlyChecks: boolean): void {
    this.#wait = undefined;
    this.#flights.set(path, {
      ...{ title, attempt, startedAt, onlyChecks },
      ...{ tool: "", lastLine: "", costUsd: 0 },
    });
    this.#latest = path;
  }

  #heard(path: string, event: Extract<RunEvent, { type: "agent" }>["event"]): void {
    this.#latest = path;
    if (event.type === "tool") this.#change(path, { tool: `${event.name} ${event.detail}`, lastLine: "" });
    if (event.type === "text") {
      const last = event.text.trimEnd().split("\n").at(-1)?.trim() ?? "";
      if (last !== "") this.#change(path, { lastLine: last.slice(0, 500) });
    }
    if (event.type === "usage" && event.usage.costUsd !== null) {
      this.#change(path, { costUsd: event.usage.costUsd });
    }
  }

  #change(path: string, change: Partial<Flight>): void {
    const flight = this.#flights.get(path);
    if (flight) this.#flights.set(path, { ...flight, ...change });
  }

  #end(path: string): void {
    this.#flights.delete(path);
    if (this.#latest === path) this.#latest = undefined;
  }
}

function waitLine({ kind, agent, until }: Extract<RunEvent, { type: "waiting" }>, now: number): string {
  return `${waitReason(kind, agent)}; ${goingOn(until, new Date(now))}`;
}
