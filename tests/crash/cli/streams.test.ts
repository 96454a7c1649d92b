import { spawn } from "node:child_process";
import { describe, expect } from "@jest/globals";
import { bin } from "../../helpers/cli.ts";
import { politeAgent, scratchBoard } from "../../helpers/scratch-board.ts";
import { skipUnless } from "../../helpers/skip.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";

const inShell = skipUnless(process.platform !== "win32", "closed streams: needs a POSIX shell");
const newDir = tempDirs();
const run = `"${process.execPath}" "${bin}" run --auto`;

/** Runs a shell command on a board of one story; resolves to its exit code once everything of it has ended. */
async function shell(command: string) {
  const stories = [{ slug: "a", keys: { workflow: "quick" } }];
  const board = scratchBoard(newDir(), stories, { agent: politeAgent });
  const child = spawn("/bin/sh", ["-c", command], {
    cwd: board.dir,
    env: { PATH: process.env.PATH, HOME: board.dir, ...board.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stdout.resume();
  child.stderr.resume();
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { board, code };
}

describe("a run that nobody reads or feeds", () => {
  for (const [name, command] of [
    ["its reader takes one line and leaves", `{ ${run}; echo $? > code; } | head -1`],
    ["its events' reader takes one line and leaves", `{ ${run} --json; echo $? > code; } | head -1`],
    ["standard input is closed", `${run} <&-; echo $? > code`],
    ["all three streams are closed", `${run} <&- >&- 2>&-; echo $? > code`],
  ] as const) {
    inShell(
      `comes to its end: ${name}`,
      async () => {
        const { board, code } = await shell(`${command}; test "$(cat code)" = 0`);
        expect({ code, status: board.status("a"), calls: board.calls() }).toEqual({
          code: 0,
          status: "done",
          calls: ["story[a]/implement#1", "story[a]/review#1"],
        });
      },
      30_000,
    );
  }
});
