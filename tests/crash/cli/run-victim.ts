import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { readJournal } from "../../../src/adapters/files/journal/journal.ts";
import { readCheckpoint } from "../../../src/adapters/files/runs/checkpoint.ts";
import type { Recorded } from "../../../src/domain/journal/record.ts";
import type { StoryRecord } from "../../../src/domain/journal/story-record.ts";
import { ScratchBoard } from "../../helpers/scratch-board.ts";
import { bundle, type Mutation } from "../harness/bundle.ts";
import type { Call } from "../harness/strace.ts";
import type { Victim } from "../harness/victim.ts";

/** Bundles `victim.ts`, with the product broken in the given places, into `outDir`. */
export async function bundleRun(outDir: string, mutations: readonly Mutation[] = []): Promise<string> {
  // Some dependencies are loaded when they are first needed, and not bundled.
  symlinkSync(join(import.meta.dirname, "../../../node_modules"), join(outDir, "node_modules"));
  return bundle(join(import.meta.dirname, "victim.ts"), outDir, mutations);
}

/** A run of two actions for each story, `concurrency` of them at once, each of which takes `pause` seconds. */
export function runVictim(bundled: string, slugs: readonly string[], concurrency = 1, pause = 0): Victim {
  return {
    goal: 2 * slugs.length,
    restsOn: /journal|workflow-state|lease|\.md/,
    args: (dir) => [bundled, dir, slugs.join(","), String(concurrency), String(pause)],
    loaded: (dir, stdout) => loaded(new ScratchBoard(dir), slugs, stdout),
  };
}

/** A trace in which every start of a process is an acknowledgement: what is started may build on all that went before. */
export function beforeSpawns(calls: readonly Call[]): Call[] {
  return calls.map((call) =>
    call.name === "clone" ? { ...call, name: "write", text: 'write(1<spawn>, "ACK before a spawn")' } : call,
  );
}

/** How many actions are done. Throws where the board, the journals and the agents' calls contradict each other. */
function loaded(board: ScratchBoard, slugs: readonly string[], stdout: string): number {
  const code = /^CODE (\d+)$/m.exec(stdout)?.[1];
  if (code !== undefined && code !== "0" && code !== "7") throw new Error(`exit ${code}`);
  checkCheckpoint(board);
  requireOnce("called", board.calls());
  const done = slugs.map((slug) => checkStory(board, slug));
  if (code === "0" && slugs.some((slug) => board.status(slug) !== "done")) {
    throw new Error("exit 0, and not every story is done");
  }
  return done.reduce((sum, count) => sum + count, 0);
}

function checkStory(board: ScratchBoard, slug: string): number {
  const { records, damage } = readJournal<StoryRecord>(
    join(board.dir, ".agentic-sdlc/attempts", `story-${slug}`),
  );
  if (damage.length > 0) throw new Error(`damage: ${damage[0]?.message}`);
  const of = (type: string) => records.filter((r) => r.type === type).map((r) => r.path);
  requireOnce("said", of("said"));
  requireOnce("done", of("done"));
  requireOnce("accepted", of("accepted"));
  if (of("said").some((path) => !board.calls().includes(path))) throw new Error("said, and never called");
  checkFlags(board.story(slug), records);
  return of("done").length;
}

/** The record says what ran, before the flag says that it is accepted. */
function checkFlags(text: string, records: readonly Recorded<StoryRecord>[]): void {
  if (!/^---\n[\s\S]*\n---\n# /.test(text)) throw new Error("the story file is torn");
  for (const [action, flag] of [
    ["implement", "implementation_complete"],
    ["review", "reviews_complete"],
  ]) {
    const done = records.some((r) => r.type === "done" && r.action === action);
    if (new RegExp(`^${flag}: true`, "m").test(text) && !done) throw new Error(`${flag} without a record`);
  }
}

/** Missing only before the run's first record and after its last; always whole. */
function checkCheckpoint(board: ScratchBoard): void {
  const path = join(board.dir, ".agentic-sdlc/.workflow-state.json");
  const run = board.run();
  const unfinished = run.length > 0 && run.at(-1)?.status !== "done";
  if (!existsSync(path) && !unfinished) return;
  JSON.parse(readFileSync(path, "utf8"));
  const { state } = readCheckpoint(path);
  if (state !== "ok") throw new Error(`the checkpoint is ${state}`);
}

function requireOnce(what: string, paths: readonly unknown[]): void {
  const twice = paths.find((path, index) => paths.indexOf(path) !== index);
  if (twice !== undefined) throw new Error(`${twice} was ${what} twice`);
}
