import { appendFileSync, chmodSync, cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readJournal } from "../../../src/adapters/files/journal/journal.ts";
import type { Recorded } from "../../../src/domain/journal/record.ts";
import type { RunRecord } from "../../../src/domain/journal/run-record.ts";
import { scratchBoard } from "../scratch-board.ts";

const fixtures = join(import.meta.dirname, "../../fixtures/workflows");

/** A project with the golden workflow files (tests/fixtures/workflows), in a folder, as an outsider sees it. */
export class GoldenProject {
  readonly dir: string;

  constructor(dir: string) {
    this.dir = dir;
  }

  /** Lays the project out: the files, a command agent, and a story. */
  static lay(dir: string, from = fixtures): GoldenProject {
    const stories = [{ slug: "add-dark-mode", keys: { workflow: "quick" } }];
    scratchBoard(dir, stories, { config: { limits: { calls: 1000 } } });
    cpSync(from, dir, { recursive: true });
    chmodSync(join(dir, "agent.sh"), 0o755);
    return new GoldenProject(dir);
  }

  /** `path#attempt` of every script and agent that was executed, in the order of their starts. */
  executed(): string[] {
    return this.#lines("ran.log");
  }

  /** Paths of gates, one for each time that somebody decided about them. */
  answers(): string[] {
    return this.#lines("answered.log");
  }

  noteAnswer(path: string): void {
    appendFileSync(join(this.dir, "answered.log"), `${path}\n`);
  }

  /** The ids of all its runs that have a journal, oldest first. */
  runIds(): string[] {
    const runs = join(this.dir, ".agentic-sdlc/runs");
    const ids = existsSync(runs) ? readdirSync(runs).sort() : [];
    return ids.filter((id) => readdirSync(join(runs, id)).some((name) => name.startsWith("journal.")));
  }

  /** Whether its newest run is done. */
  isOver(): boolean {
    const runId = this.runIds().at(-1);
    const last = runId === undefined ? undefined : this.records(runId).at(-1);
    return last?.type === "run-ended" && last.status === "done";
  }

  runDir(runId: string): string {
    return join(this.dir, ".agentic-sdlc/runs", runId);
  }

  /** The records of a run, in order. Throws where the journal is damaged. */
  records(runId: string): readonly Recorded<RunRecord>[] {
    const { records, damage } = readJournal<RunRecord>(this.runDir(runId));
    if (damage[0]) throw new Error(`damage: ${damage[0].message}`);
    return records;
  }

  #lines(name: string): string[] {
    const path = join(this.dir, name);
    return existsSync(path) ? readFileSync(path, "utf8").split("\n").filter(Boolean) : [];
  }
}
