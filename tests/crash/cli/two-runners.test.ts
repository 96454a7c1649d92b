import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { encodeOwner } from "../../../src/adapters/files/lease/record.ts";
import { startTimeOf } from "../../../src/adapters/process/platform/identity.ts";
import { until } from "../../helpers/agents/processes.ts";
import { bin, runCli } from "../../helpers/cli.ts";
import { type ScratchBoard, scratchBoard, waitingAgent } from "../../helpers/scratch-board.ts";
import { skipUnless } from "../../helpers/skip.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";
import { attemptProcesses, boardHolder } from "./board-processes.ts";

const onLinux = skipUnless(process.platform === "linux", "leases of dead processes: looks into /proc");
const newDir = tempDirs();
const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
});

function newBoard(slugs: readonly string[] = ["a"]): ScratchBoard {
  const stories = slugs.map((slug) => ({ slug, keys: { workflow: "quick" } }));
  return scratchBoard(newDir(), stories, { agent: waitingAgent() });
}

const cli = (board: ScratchBoard, ...args: string[]) => runCli(args, { cwd: board.dir, env: board.env });

/** A run whose agent is at work on story a, and waits. */
async function holding(board: ScratchBoard) {
  const child = spawn(process.execPath, [bin, "run", "--auto"], {
    cwd: board.dir,
    env: { PATH: process.env.PATH, HOME: board.dir, ...board.env },
    stdio: "ignore",
  });
  started.push(child);
  const ended = new Promise<number | null>((resolve) => child.on("exit", resolve));
  await until(() => board.calls().length > 0 && board.paths("a", "started").length > 0);
  return { child, ended };
}

/** Everything was done, each part of it once, and nothing is left running. */
function expectAllDone(board: ScratchBoard, calls: number): void {
  for (const slug of board.slugs()) {
    expect(board.status(slug)).toBe("done");
    expect(board.paths(slug, "said")).toHaveLength(2);
  }
  expect(new Set(board.calls()).size).toBe(calls);
  expect(board.calls()).toHaveLength(calls);
  expect(attemptProcesses(board)).toEqual([]);
}

async function expectRefused(board: ScratchBoard, ...args: string[]): Promise<void> {
  const refused = await cli(board, ...args);
  expect(refused).toMatchObject({ code: 4 });
  expect(refused.stderr).toContain(`process ${boardHolder(board)}`);
}

describe("two runs of one board", () => {
  it("are one: the other is refused, and told who holds it", async () => {
    const board = newBoard();
    const { ended } = await holding(board);
    await expectRefused(board, "run", "--auto");
    await expectRefused(board, "run", "--auto", "--continue=if-any");
    board.go();
    expect(await ended).toBe(0);
    expectAllDone(board, 2);
  }, 30_000);

  it("are one, when they start at the same time", async () => {
    const board = newBoard(["a", "b"]);
    board.go();
    const runs = await Promise.all([1, 2, 3].map(() => cli(board, "run", "--auto", "--continue=if-any")));
    const codes = runs.map(({ code }) => code);
    expect(codes).toContain(0);
    expect(codes.filter((code) => code !== 0 && code !== 4)).toEqual([]);
    expectAllDone(board, 4);
  }, 30_000);

  onLinux(
    "follow each other, when the first is killed",
    async () => {
      const board = newBoard();
      const { child, ended } = await holding(board);
      child.kill("SIGKILL");
      expect(await ended).toBeNull();
      board.go();
      expect(await cli(board, "run", "--auto", "--continue")).toMatchObject({ code: 0 });
      expectAllDone(board, 3);
    },
    30_000,
  );

  onLinux(
    "stay one, while the first is stopped; it is over once it is killed",
    async () => {
      const board = newBoard();
      const { child, ended } = await holding(board);
      child.kill("SIGSTOP");
      await expectRefused(board, "run", "--auto", "--continue");
      await expectRefused(board, "run", "--auto", "--continue", "--take-over");
      child.kill("SIGKILL");
      expect(await ended).toBeNull();
      board.go();
      expect(await cli(board, "run", "--auto", "--continue")).toMatchObject({ code: 0 });
      expectAllDone(board, 3);
    },
    30_000,
  );

  onLinux(
    "are told apart by their start, when a dead one's number is another process's now",
    async () => {
      const board = newBoard();
      const { child, ended } = await holding(board);
      child.kill("SIGKILL");
      await ended;
      board.go();
      const now = startTimeOf(process.pid)!;
      forgeOwners(board, process.pid, now);
      expect(await cli(board, "run", "--auto", "--continue")).toMatchObject({ code: 4 });
      forgeOwners(board, process.pid, `${Number(now) - 1}`);
      expect(await cli(board, "run", "--auto", "--continue")).toMatchObject({ code: 0 });
      expectAllDone(board, 3);
    },
    30_000,
  );
});

/** Makes another process the owner of every lease that is held on the board. */
function forgeOwners({ dir }: ScratchBoard, pid: number, startTime: string): void {
  const sdlc = join(dir, ".agentic-sdlc");
  for (const name of readdirSync(sdlc, { recursive: true, encoding: "utf8" })) {
    if (!/(^|\/)(lease|board)\.\d+$/.test(name)) continue;
    const { state, sum: _, ...owner } = JSON.parse(readFileSync(join(sdlc, name), "utf8"));
    if (state === "held") writeFileSync(join(sdlc, name), encodeOwner({ ...owner, pid, startTime }, "held"));
  }
}

describe("a run of a story beside one of the board", () => {
  it("waits for the story that the other works on, and does another meanwhile", async () => {
    const board = newBoard(["a", "b"]);
    const { ended } = await holding(board);
    const taken = await cli(board, "run", "--auto", "--story", "a");
    expect(taken).toMatchObject({ code: 4 });
    expect(board.calls()).toEqual(["story[a]/implement#1"]);
    const other = cli(board, "run", "--auto", "--story", "b");
    await until(() => board.calls().includes("story[b]/implement#1"));
    board.go();
    expect(await other).toMatchObject({ code: 0 });
    // Whether b is done by the time that a is decides how the board's run ends: done, or b is another's still.
    expect([0, 4]).toContain(await ended);
    for (const rest of [[], ["--story", "a"]]) {
      expect(await cli(board, "run", "--auto", "--continue=if-any", ...rest)).toMatchObject({ code: 0 });
    }
    expectAllDone(board, 4);
  }, 30_000);
});
