import { afterEach, describe, expect, it } from "@jest/globals";
import { stateOf, until } from "../../helpers/agents/processes.ts";
import { bin, runCli } from "../../helpers/cli.ts";
import { canOpenTerminals, Terminal } from "../../helpers/pty.ts";
import { politeAgent, type ScratchBoard, scratchBoard, waitingAgent } from "../../helpers/scratch-board.ts";
import { skipUnless } from "../../helpers/skip.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";
import { attemptProcesses, boardHolder } from "./board-processes.ts";

const full = process.env.CRASH === "full";
const inTerminal = skipUnless(
  canOpenTerminals(),
  "signals in a terminal: needs Linux and util-linux' script",
);
const onlyInFull = full ? inTerminal : it.skip;
const newDir = tempDirs();
const opened: Terminal[] = [];
const boards: ScratchBoard[] = [];
afterEach(() => {
  for (const terminal of opened.splice(0)) terminal.close();
  for (const scratch of boards.splice(0)) {
    // Only where a test has failed there are any.
    for (const pid of attemptProcesses(scratch)) process.kill(pid, "SIGKILL");
  }
});

/** Hears no signal but SIGKILL, and has a child that is neither in its group nor in its session. */
const stubborn = waitingAgent(`trap "" INT TERM HUP
setsid sh -c 'trap "" INT TERM HUP; while :; do sleep 0.05; done' &`);

const run = `${process.execPath} ${bin} run --auto`;

function board(agent: string): ScratchBoard {
  const scratch = scratchBoard(newDir(), [{ slug: "a", keys: { workflow: "quick" } }], { agent });
  boards.push(scratch);
  return scratch;
}

/** A run in a terminal, whose agent is at work. `inShell`: a shell's job, not the terminal's only process. */
async function working(agent: string, inShell = false) {
  const scratch = board(agent);
  const command = inShell ? "exec sh -i" : `exec ${run}`;
  const terminal = new Terminal(command, { cwd: scratch.dir, env: { ...scratch.env, PS1: "ready> " } });
  opened.push(terminal);
  if (inShell) {
    await terminal.prints("ready> ");
    terminal.press(`${run}\n`);
  }
  await until(() => scratch.calls().length > 0 && scratch.paths("a", "started").length > 0);
  return { scratch, terminal };
}

/** Nothing is lost, nothing survived, and it goes on. */
async function expectStopped(scratch: ScratchBoard, exitCode: number): Promise<void> {
  expect(attemptProcesses(scratch)).toEqual([]);
  expect(scratch.paths("a", "interrupted")).toEqual(["story[a]/implement#1"]);
  expect(scratch.run().at(-1)).toMatchObject({ type: "run-ended", status: "interrupted", exitCode });
  expect(scratch.checkpoint()).toMatchObject({ status: "interrupted" });
  scratch.go();
  const next = await runCli(["run", "--continue"], { cwd: scratch.dir, env: scratch.env });
  expect(next).toMatchObject({ code: 0 });
  expect(scratch.status("a")).toBe("done");
  expect(scratch.calls()).toEqual(["story[a]/implement#1", "story[a]/implement#2", "story[a]/review#1"]);
}

describe("a run in a terminal", () => {
  inTerminal(
    "stops at Ctrl+C, and says how to go on",
    async () => {
      const { scratch, terminal } = await working(waitingAgent());
      terminal.press("\x03");
      expect(await terminal.ended).toBe(130);
      expect(terminal.output).toContain("agentic-sdlc run --continue");
      await expectStopped(scratch, 130);
    },
    30_000,
  );

  inTerminal(
    "ends at once at a second Ctrl+C, whatever the agent ignores",
    async () => {
      const { scratch, terminal } = await working(stubborn);
      const pressed = performance.now();
      terminal.press("\x03");
      await terminal.prints("Stopping");
      terminal.press("\x03");
      expect(await terminal.ended).toBe(130);
      // Asking alone would take 5 s.
      expect(performance.now() - pressed).toBeLessThan(4500);
      expect(terminal.output).toContain("agentic-sdlc run --continue");
      await expectStopped(scratch, 130);
    },
    30_000,
  );

  onlyInFull(
    "stops an agent that ignores signals, and its children in other sessions, at one Ctrl+C",
    async () => {
      const { scratch, terminal } = await working(stubborn);
      terminal.press("\x03");
      expect(await terminal.ended).toBe(130);
      await expectStopped(scratch, 130);
    },
    30_000,
  );

  for (const agent of full ? [waitingAgent(), stubborn] : [waitingAgent()]) {
    inTerminal(
      "stops at SIGTERM",
      async () => {
        const { scratch, terminal } = await working(agent);
        process.kill(boardHolder(scratch), "SIGTERM");
        expect(await terminal.ended).toBe(143);
        await expectStopped(scratch, 143);
      },
      30_000,
    );

    inTerminal(
      "stops when its terminal is closed",
      async () => {
        const { scratch, terminal } = await working(agent);
        const runner = boardHolder(scratch);
        terminal.close();
        await until(() => stateOf(runner) === undefined);
        await expectStopped(scratch, 129);
      },
      30_000,
    );
  }

  inTerminal(
    "is suspended with its agent at Ctrl+Z, and goes on at fg",
    async () => {
      const { scratch, terminal } = await working(waitingAgent(), true);
      const runner = boardHolder(scratch);
      terminal.press("\x1a");
      await until(() => stateOf(runner) === "T");
      expect(attemptProcesses(scratch).map(stateOf)).not.toEqual([]);
      expect(attemptProcesses(scratch).filter((pid) => stateOf(pid) !== "T")).toEqual([]);
      scratch.go();
      terminal.press("fg; echo status=$?\n");
      await terminal.prints("status=0");
      expect(scratch.calls()).toEqual(["story[a]/implement#1", "story[a]/review#1"]);
      expect(scratch.status("a")).toBe("done");
      expect(attemptProcesses(scratch)).toEqual([]);
    },
    30_000,
  );

  inTerminal(
    "needs no columns",
    async () => {
      const scratch = board(politeAgent);
      const terminal = new Terminal(`exec ${run}`, { cwd: scratch.dir, env: scratch.env, columns: 0 });
      expect(await terminal.ended).toBe(0);
      expect(scratch.status("a")).toBe("done");
    },
    30_000,
  );
});
