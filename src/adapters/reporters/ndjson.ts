import type { Reporter } from "../../engine/ports/reporter.ts";
import type { Sink } from "./sink.ts";

/**
 * `run --json`: each event as it is, one JSON object a line, after `schemaVersion` and the time it was told (`at`,
 * ISO 8601, UTC). Control characters are escaped by JSON itself. `docs/json.md` lists the events.
 */
export function ndjsonReporter(sink: Sink, now: () => Date): Reporter {
  return {
    event(event) {
      sink.write(`${JSON.stringify({ schemaVersion: 1, at: now().toISOString(), ...event })}\n`);
    },
    close: () => sink.flush(),
  };
}
