import type { DurationSchema } from "../../../domain/config/schema.ts";

/** Node fires a timer of more than 2^31 ms (24.8 days) at once. */
const longestTimer = "24d";

/** A duration that is waited for. */
export function timer(standard: string | undefined, description: string): DurationSchema {
  return {
    kind: "duration",
    min: "1ms",
    max: longestTimer,
    ...(standard && { default: standard }),
    description,
  };
}
