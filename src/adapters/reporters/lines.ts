import type { Reporter } from "../../engine/ports/reporter.ts";
import { narrator } from "./format-event.ts";
import type { Sink } from "./sink.ts";

/** One plain line per event, nothing redrawn: for pipes, files and the mail of a cron job. */
export function linesReporter(sink: Sink, now: () => Date): Reporter {
  const tell = narrator(now);
  return {
    event(event) {
      for (const line of tell(event)) sink.write(`${line}\n`);
    },
    close: () => sink.flush(),
  };
}
