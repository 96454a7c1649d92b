import { UserError } from "../../domain/errors.ts";
import type { Processes } from "../../engine/ports/processes.ts";
import { endProcesses, type Target } from "./end/survivors.ts";
import { runShell } from "./start/shell.ts";

/** The machine's processes. */
export const processes: Processes = { shell: runShell, end };

/** Nothing is started beside what is left of an earlier attempt. */
async function end(of: Target): Promise<void> {
  const { left } = await endProcesses(of);
  if (left.length === 0) return;
  throw new UserError(1, `Processes of an earlier attempt cannot be ended: ${left.join(", ")}`, {
    why: "They belong to another user, or hang in the kernel.",
    fix: "End them, then: agentic-sdlc run --continue",
  });
}
