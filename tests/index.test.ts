import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "@jest/globals";
import { bin } from "./helpers/cli.ts";
import { scratchBoard } from "./helpers/scratch-board.ts";
import { tempDirs } from "./helpers/temp-dir.ts";

const newFolder = tempDirs();
const built = pathToFileURL(join(dirname(bin), "index.js")).href;

/** A stranger's program on the built package; what it logs, line by line. */
function program(cwd: string, source: string, env: Readonly<Record<string, string>>): unknown[] {
  const file = join(cwd, "program.mjs");
  const start = `import { openBoard, UserError } from ${JSON.stringify(built)};
const log = (value) => console.log(JSON.stringify(value));
`;
  writeFileSync(file, start + source);
  const options = { cwd, env: { PATH: process.env.PATH, ...env }, encoding: "utf8" as const };
  const lines = execFileSync(process.execPath, [file], options).trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line));
}

describe("the programming interface", () => {
  it("opens, assesses, runs, stops and goes on, as docs/api.md says", () => {
    const cwd = newFolder();
    const { env } = scratchBoard(cwd, [{ slug: "one" }]);
    const logged = program(
      cwd,
      `const board = await openBoard(process.cwd());
log(board.assess().queue.map(({ path }) => path));
log(board.stories().stories.map(({ slug }) => slug));
const types = new Set();
const first = await board.run({ onEvent(event) { types.add(event.type); throw new Error("mine"); } });
log([first.exitCode, first.completed, types.has("saved")]);
const stop = new AbortController();
const onEvent = ({ type }) => type === "saved" && stop.abort();
log((await board.run({ auto: true, signal: stop.signal, onEvent })).exitCode);
const last = await board.run({ auto: true, continue: true });
log([last.exitCode, last.done, last.checkpointCleared]);
log(await board.run({ continue: true }).catch((error) => [error instanceof UserError, error.exitCode]));
`,
      env,
    );
    expect(logged).toEqual([
      ["story[one]/refine#1"],
      ["one"],
      [0, ["story[one]/refine#1"], true],
      130,
      [0, ["one"], true],
      [true, 5],
    ]);
  });

  it("throws what is for people where there is no board, and prints nothing", () => {
    const cwd = newFolder();
    const logged = program(
      cwd,
      "await openBoard(process.cwd()).catch(({ exitCode, message, fix }) => log([exitCode, message, fix]));",
      {},
    );
    expect(logged).toEqual([[2, "There is no board here", expect.stringContaining("agentic-sdlc init")]]);
  });
});
