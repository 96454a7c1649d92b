import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { findByToken } from "../../../src/adapters/process/end/survivors.ts";
import { until } from "../../helpers/agents/processes.ts";
import { bin, runCli } from "../../helpers/cli.ts";
import { type ScratchBoard, scratchBoard } from "../../helpers/scratch-board.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";
import type { Program } from "../programs/programs.ts";
import type { Turn } from "../stub/conversation.ts";
import type { Script } from "../stub/script.ts";
import { type Stub, startStub } from "../stub/server.ts";

/** A story's whole way with a real program, whose runner is killed in the middle of the work. */
export function storyCheck(program: Program): void {
  const newFolder = tempDirs();
  let stub: Stub;
  let board: ScratchBoard;
  beforeAll(async () => {
    const home = newFolder();
    const dir = newFolder();
    stub = await startStub((prompt) => scriptFor(prompt, dir));
    const real = program.configure(home, stub.url);
    const checks = ["node check.mjs"];
    const config = { agents: { real }, agent: "real", checks };
    board = scratchBoard(dir, [{ slug: "greet", body: "\nThe program greets.\n" }], { config });
    writeFileSync(join(dir, "check.mjs"), check);
    writeFileSync(join(dir, "work.mjs"), work);
    mkdirSync(join(dir, "src"));
    const git = (...args: string[]) => execFileSync("git", args, { cwd: dir, stdio: "pipe" });
    git("init", "-q", ".");
    git("add", "-A");
    git("-c", "user.name=t", "-c", "user.email=t@localhost", "commit", "-q", "-m", "Start");
  }, 300_000);
  afterAll(() => stub.close());

  describe(program.title, () => {
    it("a story, its runner killed in the middle of implement", async () => {
      const { dir } = board;
      const runner = spawn(process.execPath, [bin, "run", "--auto"], {
        cwd: dir,
        env: { PATH: process.env.PATH, HOME: dir },
        stdio: "ignore",
      });
      const gone = new Promise((resolve) => runner.on("exit", resolve));
      await Promise.race([until(() => existsSync(join(dir, "working"))), gone]);
      expect(runner.exitCode).toBeNull();
      runner.kill("SIGKILL");
      await gone;
      const [before] = attempts(board, "intent");
      expect(findByToken(before!.token as string).length).toBeGreaterThan(0);

      const { code, stdout, stderr } = await runCli(["run", "--auto", "--continue"], {
        cwd: dir,
        timeoutMs: 90_000,
      });
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout).toContain("Skipping completed actions: refine, research, plan");
      expect(board.status("greet")).toBe("done");

      // The second half went on in the session of the first, whose half was not asked for again.
      const [session] = attempts(board, "session").map(({ sessionId }) => sessionId);
      const [, resumed] = attempts(board, "intent");
      expect(session).toBeDefined();
      expect(resumed).toMatchObject({ attempt: 2, resume: session });
      expect(findByToken(before!.token as string)).toEqual([]);
      const conversations = stub.requests.map(({ asked }) => asked.turns);
      const [continued = []] = conversations.filter((turns) => at(turns, interruption) >= 0);
      const [begun, then] = [at(continued, beginning), at(continued, interruption)];
      expect(begun).toBeGreaterThanOrEqual(0);
      expect(continued.slice(begun, then).some(({ toolCalls }) => toolCalls > 0)).toBe(true);
      expect(stdout).toContain(`implement#2 went on in session ${session}`);

      expect(board.journal("greet").filter(({ type }) => type === "check")).toMatchObject([{ exitCode: 0 }]);
      expect(execFileSync("node", ["src/greet.mjs"], { cwd: dir, encoding: "utf8" })).toBe("Hello, world\n");
    });
  });
}

function attempts(board: ScratchBoard, type: string): Record<string, unknown>[] {
  return board.journal("greet").filter((record) => record.type === type && record.action === "implement");
}

/** How the prompt of implement begins, and that of its continuation. */
const beginning = "You implement a story";
const interruption = "You were interrupted";

/** Where in a conversation those words are; -1: nowhere. */
function at(turns: readonly Turn[], words: string): number {
  return turns.findIndex(({ text }) => text.includes(words));
}

/** What the model does, by what it is asked to do. */
function scriptFor(prompt: string, dir: string): Script | undefined {
  const write = (name: string, content: string) => ({ write: { path: join(dir, "src", name), content } });
  const cases: readonly (readonly [string, Script])[] = [
    ["You refine a story", [{ json: { criteria: ["It prints a greeting."] } }]],
    ["You research a story", [{ say: "There is nothing yet." }]],
    ["You plan a story", [{ say: "1. Write src/name.mjs. 2. Write src/greet.mjs." }]],
    [beginning, [write("name.mjs", 'export const name = "world";\n'), { bash: "node work.mjs" }]],
    [interruption, [write("greet.mjs", greet), { say: "Both files are there." }]],
    ["You review the implementation", [{ json: { verdict: "approved", issues: [] } }]],
  ];
  return cases.find(([words]) => prompt.includes(words))?.[1];
}

const greet = 'import { name } from "./name.mjs";\nconsole.log(`Hello, ${name}`);\n';

const check = `import { execFileSync } from "node:child_process";
const said = execFileSync("node", ["src/greet.mjs"], { encoding: "utf8" });
if (said !== "Hello, world\\n") process.exit(1);
`;

/** Work without an end. */
const work = `import { writeFileSync } from "node:fs";
writeFileSync("working", "");
setInterval(() => {}, 1000);
`;
