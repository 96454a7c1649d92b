import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isAlive } from "../../helpers/agents/processes.ts";
import type { ScratchBoard } from "../../helpers/scratch-board.ts";

/** The living processes of any attempt on a board, found by the mark in their environment (Linux). */
export function attemptProcesses({ dir }: Pick<ScratchBoard, "dir">): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const environment = environmentOf(pid);
      return (
        environment.some((v) => v.startsWith("AGENTIC_SDLC_TOKEN=")) && environment.includes(`HOME=${dir}`)
      );
    })
    .filter(isAlive);
}

/** The process that holds, or was the last to hold, the board. */
export function boardHolder({ dir }: ScratchBoard): number {
  const leases = join(dir, ".agentic-sdlc/leases");
  const file = readdirSync(leases).filter((name) => /^board\.\d+$/.test(name))[0]!;
  return JSON.parse(readFileSync(join(leases, file), "utf8")).pid;
}

function environmentOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
  } catch {
    return [];
  }
}
