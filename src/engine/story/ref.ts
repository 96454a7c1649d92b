import type { Attempt } from "../../domain/journal/execution.ts";

/** What every record about an attempt carries. */
export type AttemptRef = Pick<Attempt, "path" | "action" | "attempt">;

/** What every record about an attempt carries, of an attempt. */
export function ref({ path, action, attempt }: AttemptRef): AttemptRef {
  return { path, action, attempt };
}
