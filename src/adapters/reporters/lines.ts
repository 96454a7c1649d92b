import type { Reporter } from "../../engine/events.ts";
import { formatEvent } from "./format-event.ts";
import type { Sink } from "./sink.ts";

/** One plain line per event, nothing redrawn: for pipes, files and the mail of a cron job. */
export function linesReporter(sink: Sink, now: () => Date): Reporter {
  return {
    event(event) {
      for (const line of formatEvent(event, now())) sink.write(`${line}\n`);
    },
    close: () => sink.flush(),
  };
}
