import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { type CliResult, runCli } from "../../helpers/cli.ts";
import { politeAgent, ScratchBoard, scratchBoard } from "../../helpers/scratch-board.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";

/*
 * Damage to what an unfinished run left, met through the command line. That the loaders see every flipped and cut byte
 * is proven in process (tests/crash/store/damage.test.ts, tests/adapters/files/checkpoint.test.ts).
 */

const full = process.env.CRASH === "full";
const newDir = tempDirs();
let original: string;
let files: { readonly [What in "run" | "story" | "checkpoint"]: string };

/** A run that stopped after the first of two actions of story a, with b untouched. */
beforeAll(async () => {
  original = newDir();
  const stories = ["a", "b"].map((slug) => ({ slug, keys: { workflow: "quick" } }));
  const board = scratchBoard(original, stories, { agent: politeAgent });
  const stopped = await runCli(["run", "--auto", "--max-actions", "1"], { cwd: board.dir, env: board.env });
  expect(stopped).toMatchObject({ code: 0 });
  const [run] = readdirSync(join(original, ".agentic-sdlc/runs"));
  files = {
    run: `runs/${run}/journal.1.jsonl`,
    story: "attempts/story-a/journal.1.jsonl",
    checkpoint: ".workflow-state.json",
  };
});

interface Damaged {
  readonly board: ScratchBoard;
  readonly status: CliResult;
  readonly run: CliResult;
}

/** Lets the command line meet the board with `bytes` in one of its files. */
async function meet(file: string, damage: (bytes: Buffer) => Buffer): Promise<Damaged> {
  const dir = newDir();
  cpSync(original, dir, { recursive: true });
  const path = join(dir, ".agentic-sdlc", file);
  writeFileSync(path, damage(readFileSync(path)));
  const board = new ScratchBoard(dir);
  const status = await runCli(["status"], { cwd: dir, env: board.env });
  const run = await runCli(["run", "--auto", "--continue"], { cwd: dir, env: board.env });
  return { board, status, run };
}

/** No stack, no crash, no silence, and no success with work missing. */
function expectHonest({ board, status, run }: Damaged, named: RegExp): void {
  expect(status).toMatchObject({ code: 0, signal: null });
  for (const { stdout, stderr } of [status, run]) {
    expect(`${stdout}${stderr}`).not.toMatch(/^ {4}at |This was not expected|Error: undefined/m);
  }
  expect([0, 1, 3, 5]).toContain(run.code);
  expect(`${run.stdout}${run.stderr}`).toMatch(named);
  if (run.code === 0) expect(board.slugs().map((slug) => board.status(slug))).toEqual(["done", "done"]);
  rmSync(board.dir, { recursive: true, force: true });
}

/** Places in a file, as shares of its length. */
const places = full ? Array.from({ length: 30 }, (_, index) => (index + 0.5) / 30) : [0.6];
const where = full ? `${places.length} places` : "one place";
const at = (share: number, { length }: Buffer) => Math.floor(share * length);

const flipped = (share: number) => (bytes: Buffer) => {
  const copy = Buffer.from(bytes);
  copy[at(share, bytes)]! ^= 0x20;
  return copy;
};
const cut = (share: number) => (bytes: Buffer) => bytes.subarray(0, at(share, bytes));

const damages = /journal\.1\.jsonl(:\d+)?: .*may have to be repeated/;
const rebuilt = /checkpoint could not be read/i;

describe("a run that goes on from damaged files", () => {
  for (const [what, named] of [
    ["run", damages],
    ["story", damages],
    ["checkpoint", rebuilt],
  ] as const) {
    it(
      `names it, loses no story, and never crashes: the ${what}'s file, flipped at ${where}`,
      async () => {
        for (const share of places) expectHonest(await meet(files[what], flipped(share)), named);
      },
      full ? 300_000 : 30_000,
    );

    it(
      `names it, loses no story, and never crashes: the ${what}'s file, cut at ${where}`,
      async () => {
        // The end of a journal may be torn by a crash: nothing there was acknowledged, and nothing is said.
        for (const share of places) {
          expectHonest(await meet(files[what], cut(share)), what === "checkpoint" ? named : /./);
        }
      },
      full ? 300_000 : 30_000,
    );
  }
});
