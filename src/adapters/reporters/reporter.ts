import type { Writable } from "node:stream";
import type { Reporter } from "../../engine/ports/reporter.ts";
import { linesReporter } from "./lines.ts";
import { ndjsonReporter } from "./ndjson.ts";
import { createSink } from "./sink.ts";

/** Where and how a run is told; a command's context fits. */
export interface ReporterOptions {
  readonly stdout: Writable & { readonly columns?: number };
  readonly json: boolean;
  /** Whether `stdout` is a terminal. */
  readonly isTTY: boolean;
  readonly columns: number;
  readonly color: boolean;
  readonly now: () => Date;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * The reporter that fits: NDJSON when asked for, a live one on a terminal that has columns and can move its cursor,
 * else plain lines. It never throws, and nothing that happens to `stdout` stops a run.
 */
export async function createReporter(options: ReporterOptions): Promise<Reporter> {
  return harmless(await choose(options));
}

async function choose(options: ReporterOptions): Promise<Reporter> {
  if (options.json) return ndjsonReporter(createSink(options.stdout), options.now);
  if (options.isTTY && options.columns > 0 && options.env.TERM !== "dumb") {
    // Loaded only here: chalk and ora cost more to start than all the rest of a run.
    const { terminalReporter } = await import("./terminal.ts");
    return terminalReporter(options);
  }
  return linesReporter(createSink(options.stdout), options.now);
}

/** A mistake in telling must not end what is told. */
function harmless(reporter: Reporter): Reporter {
  return {
    event(event) {
      try {
        reporter.event(event);
      } catch {
        // There is nobody to tell: telling is what failed.
      }
    },
    hold: () => reporter.hold?.() ?? (() => {}),
    close: () => reporter.close().catch(() => {}),
  };
}
