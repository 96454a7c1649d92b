import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { describe, expect, it } from "@jest/globals";
import { bin } from "./helpers/cli.ts";
import { scratchBoard } from "./helpers/scratch-board.ts";
import { tempDirs } from "./helpers/temp-dir.ts";

const newFolder = tempDirs();
const built = pathToFileURL(join(dirname(bin), "index.js")).href;

/** A stranger's program on the built package; what it logs, line by line. */
function program(cwd: string, source: string, env: Readonly<Record<string, string>>): unknown[] {
  const start = `import { openBoard, UserError } from ${JSON.stringify(built)};
const log = (value) => console.log(JSON.stringify(value));
`;
  return printed(cwd, start + source, env).map((line) => JSON.parse(line));
}

/** What a program prints, line by line. */
function printed(cwd: string, source: string, env: Readonly<Record<string, string>>): string[] {
  const file = join(cwd, "program.mjs");
  writeFileSync(file, source);
  const options = { cwd, env: { PATH: process.env.PATH, ...env }, encoding: "utf8" as const };
  return execFileSync(process.execPath, [file], options).trimEnd().split("\n");
}

/** The programs of docs/api.md, on a board of ours. */
function documented(): string[] {
  const text = readFileSync(join(dirname(fileURLToPath(import.meta.url)), "../docs/api.md"), "utf8");
  return [...text.matchAll(/^```js\n([\s\S]*?)^```/gm)].map(([, source = ""]) =>
    source.replace('"agentic-sdlc"', JSON.stringify(built)).replace('"/path/to/project"', "process.cwd()"),
  );
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

  it("does what the examples of docs/api.md say", () => {
    const [run = "", beside = "", ...more] = documented();
    expect(more).toEqual([]);
    const cwd = newFolder();
    const { env } = scratchBoard(cwd, [{ slug: "add-login", keys: { workflow: "quick" } }]);
    expect(printed(cwd, beside, env)).toEqual([
      "board starts",
      "[ 'story[add-login]/implement#1' ]",
      "true add-login",
      "add-login does not wait at a gate See: agentic-sdlc show add-login",
    ]);
    expect(printed(cwd, run, env)).toEqual([
      expect.stringContaining("story[add-login]/implement#1"),
      "story[add-login]/implement#1 null",
      "story[add-login]/review#1 null",
      "0 [ 'add-login' ] 0",
    ]);
  });

  it("tells of stories, runs and logs, and gives runs up", () => {
    const cwd = newFolder();
    const { env } = scratchBoard(cwd, [{ slug: "one" }]);
    const logged = program(
      cwd,
      `const board = await openBoard(process.cwd());
const stop = new AbortController();
await board.run({ auto: true, signal: stop.signal, onEvent: ({ type }) => type === "saved" && stop.abort("mine") });
const [run] = board.runs();
log([run.status, board.runOf(run.runId).actions.length]);
log(board.story("one").progress.filter(({ state }) => state === "done").map(({ step }) => step));
for await (const { stream, text } of board.logs("one", "refine")) if (stream === "out") log(text);
log((await board.plan({ continue: true })).continued.runId === run.runId);
log((await board.foresee({ continue: true, explain: true })).kind);
log((await board.abandon(run.runId)) === run.runId);
log(await board.plan({ continue: true }).catch(({ exitCode }) => exitCode));
log((await board.redo("one", "refine")).did);
`,
      env,
    );
    expect(logged).toEqual([
      ["interrupted", 1],
      ["refine"],
      "did refine",
      true,
      "actions",
      true,
      5,
      expect.stringMatching(/^refine is done again, then /),
    ]);
  });
});
