import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ScratchBoard } from "../../helpers/scratch-board.ts";

/** How a run ended that was watched, and perhaps killed. */
export interface Watched {
  /** `null`: it was killed. */
  readonly code: number | null;
  readonly durationMs: number;
  /** What was wrong with the checkpoint while the run lived, or right after. */
  readonly problems: readonly string[];
  /** How often a checkpoint was there and was read. */
  readonly reads: number;
  /** What the run was doing when it was killed: the newest record's type of each story that was not at rest. */
  readonly busy: readonly string[];
}

/**
 * Runs Node with `args`, kills it (SIGKILL) after `afterMs`, and reads the checkpoint all the while: once there, it is
 * there and whole until the run ends of itself.
 */
export function killAfter(board: ScratchBoard, args: readonly string[], afterMs: number): Promise<Watched> {
  const watcher = new CheckpointWatcher(board);
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, {
    cwd: board.dir,
    env: { PATH: process.env.PATH, HOME: board.dir, ...board.env },
    stdio: "ignore",
  });
  const looking = setInterval(() => watcher.look(), 1);
  const killing = Number.isFinite(afterMs) ? setTimeout(() => child.kill("SIGKILL"), afterMs) : undefined;
  return new Promise((resolve) => {
    child.on("exit", (code) => {
      const durationMs = performance.now() - startedAt;
      clearInterval(looking);
      clearTimeout(killing);
      watcher.look(code !== null);
      const { problems, reads } = watcher;
      resolve({ code, durationMs, problems: [...problems], reads, busy: code === null ? busy(board) : [] });
    });
  });
}

class CheckpointWatcher {
  readonly problems = new Set<string>();
  reads = 0;
  readonly #board: ScratchBoard;
  readonly #path: string;
  #there: boolean;

  constructor(board: ScratchBoard) {
    this.#board = board;
    this.#path = join(board.dir, ".agentic-sdlc/.workflow-state.json");
    this.#there = existsSync(this.#path);
  }

  look(mayBeGone = false): void {
    let text: string;
    try {
      text = readFileSync(this.#path, "utf8");
    } catch {
      // A run that comes to its end takes the checkpoint away, and may be killed between that and its exit.
      if (this.#there && !mayBeGone && !isOver(this.#board)) this.problems.add("the checkpoint was gone");
      return;
    }
    this.#there = true;
    this.reads += 1;
    try {
      const { version, workflowId } = JSON.parse(text);
      if (version !== "1.0" || typeof workflowId !== "string") this.problems.add(`not a checkpoint: ${text}`);
    } catch {
      this.problems.add(`not whole: ${text}`);
    }
  }
}

function isOver(board: ScratchBoard): boolean {
  const last = board.run().at(-1);
  return last?.type === "run-ended" && last.status === "done";
}

function busy(board: ScratchBoard): string[] {
  const types = board.slugs().map((slug) => board.journal(slug).at(-1)?.type);
  return types.flatMap((type) => (typeof type === "string" && type !== "accepted" ? [type] : []));
}
