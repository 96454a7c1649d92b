import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { definitions } from "../../src/cli/commands.ts";
import { bin, runCli } from "../helpers/cli.ts";
import { everything } from "../helpers/everything.ts";
import { scratchBoard } from "../helpers/scratch-board.ts";
import { skipUnless } from "../helpers/skip.ts";
import { tempDirs } from "../helpers/temp-dir.ts";

const newFolder = tempDirs();
const root = newFolder();
scratchBoard(root, [{ slug: "add-dark-mode" }]);
const cli = (...args: string[]) => runCli(args, { cwd: root });

/** A command line of the built tool in a shell; `$SDLC` is the tool. */
function shell(command: string, cwd: string, program: [string, ...string[]] = ["bash", "--norc", "-c"]) {
  const [name, ...args] = program;
  const env = { PATH: process.env.PATH, HOME: cwd, SDLC: `${process.execPath} ${bin}`, TERM: "xterm" };
  return spawnSync(name, [...args, command], { cwd, env, encoding: "utf8", maxBuffer: 1 << 26 });
}

describe("the command line", () => {
  it.each(["--version", "-V"])("%s prints the package's version", async (flag) => {
    const manifest = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    expect(await cli(flag)).toMatchObject({ code: 0, stdout: `${manifest.version}\n`, stderr: "" });
  });

  it("says what there is, in groups, and nothing hidden", async () => {
    const { code, stdout } = await cli();
    expect(code).toBe(0);
    expect(stdout).toBe((await cli("--help")).stdout);
    for (const { name, hidden } of definitions) {
      expect([name, new RegExp(`^  ${name}[ |]`, "m").test(stdout)]).toEqual([name, !hidden]);
    }
    expect(stdout.match(/^(The board|Work|What people decide|Setting up):$/gm)).toHaveLength(4);
  });

  it("has help with examples for every command", async () => {
    const commands = definitions.flatMap((d) => [
      [d.name],
      ...(d.subcommands ?? []).map((s) => [d.name, s.name]),
    ]);
    const shown = commands.filter(([name]) => name !== "__complete");
    const helps = await Promise.all(shown.map((words) => cli(...words, "--help")));
    for (const [at, { code, stdout, stderr }] of helps.entries()) {
      expect([shown[at], code, stderr]).toEqual([shown[at], 0, ""]);
      expect(stdout).toMatch(/\nExamples:\n {2}agentic-sdlc /);
    }
  });

  it.each([
    [["stauts"], "Unknown command 'stauts'", "Did you mean status?"],
    [["status", "--al"], "Unknown option '--al'", "Did you mean --all?"],
    [["runs", "shwo"], "Unknown command 'runs shwo'", "Did you mean show?"],
    [["help", "stauts"], "Unknown command 'stauts'", "Did you mean status?"],
    [["add"], "Missing required argument 'title'", "See: agentic-sdlc add --help"],
    [["add", "two", "words"], "Too many arguments for 'add'. Expected 1 argument but got 2.", "--help"],
    [["block", "x"], "Required option '-r, --reason <text>' not specified", "--help"],
    [["run", "--max-actions", "none"], '--max-actions cannot be "none"', "--max-actions 3"],
    [["run", "--deadline", "soon"], '--deadline cannot be "soon"', "--deadline 06:30"],
  ])("%j is exit 2, and says what is right", async (args, message, fix) => {
    const { code, stdout, stderr } = await cli(...args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr.split("\n")[0]).toBe(`Error: ${message}`);
    expect(stderr).toMatch(/\n {2}→ /);
    expect(stderr).toContain(fix);
    const json = await cli(...args, "--json");
    expect([json.code, json.stderr]).toEqual([2, ""]);
    expect(JSON.parse(json.stdout)).toMatchObject({ schemaVersion: 1, error: { message, exitCode: 2 } });
  });

  it("finds the board from a folder below, and not beyond the repository", async () => {
    const below = join(root, "src/deep");
    mkdirSync(below, { recursive: true });
    expect((await runCli(["status"], { cwd: below })).stdout).toContain("add-dark-mode");
    const repository = join(root, "vendored");
    spawnSync("git", ["init", "-q", repository]);
    const { code, stderr } = await runCli(["status"], { cwd: repository });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^Error: There is no board here\n.*\n {2}→ Make one: agentic-sdlc init\n$/);
  });

  it("refuses an agent everything that changes anything", async () => {
    const env = { AGENTIC_SDLC_TOKEN: "t" };
    const before = everything(root);
    const changing = [
      ["add", "x"],
      ["move", "add-dark-mode", "done"],
      ["run"],
      ["init"],
      ["runs", "prune", "--older-than", "1s"],
      ["doctor", "--fix"],
    ];
    for (const args of changing) {
      const { code, stderr } = await runCli(args, { cwd: root, env });
      expect([args, code]).toEqual([args, 2]);
      expect(stderr).toContain("AGENTIC_SDLC_TOKEN is set");
      const words = args[0] === "runs" ? "runs prune" : args[0];
      expect(stderr).toContain(`An agent may not call \`agentic-sdlc ${words}\``);
    }
    expect((await runCli(["show", "add-dark-mode"], { cwd: root, env })).code).toBe(0);
    expect(everything(root)).toEqual(before);
  });

  it("gives stacks only under --debug", async () => {
    expect((await cli("show", "nope")).stderr).not.toMatch(/\n +at /);
    expect((await cli("show", "nope", "--debug")).stderr).toMatch(/\n +at /);
  });
});

describe("standard output", () => {
  it("may be closed: what is done and the exit code stay the same", () => {
    const cwd = newFolder();
    scratchBoard(cwd, [{ slug: "one" }]);
    const { stdout, stderr } = shell(
      '$SDLC add "Second one" >&- ; echo "$?"; { $SDLC add Third; echo "$?" >&2; } | true; { $SDLC nope --json; echo "$?" >&2; } | true; ls .agentic-sdlc/stories',
      cwd,
    );
    expect(stderr).toBe("0\n2\n");
    expect(stdout).toBe("0\none.md\nsecond-one.md\nthird.md\n");
  });

  it("is written to its end, however slow the reader", () => {
    const cwd = newFolder();
    scratchBoard(cwd, [{ slug: "long", body: "x".repeat(900_000) }]);
    const { stdout } = shell("$SDLC show long --json | { sleep 2.5; wc -c; }", cwd);
    expect(Number(stdout)).toBeGreaterThan(900_000);
  });

  const script = spawnSync("script", ["--version"], { encoding: "utf8" });
  const onTerminal = skipUnless(
    /util-linux/.test(script.stdout ?? ""),
    "script(1): colours on a real terminal",
  );
  onTerminal("has colours on a terminal alone, and not against NO_COLOR or --no-color", () => {
    const typed = (command: string) => shell(command, root, ["script", "-qec"]).stdout;
    expect(typed("$SDLC status")).toContain("\u001b[");
    expect(typed("$SDLC status --no-color")).not.toContain("\u001b[");
    expect(typed("NO_COLOR=1 $SDLC status")).not.toContain("\u001b[");
    expect(shell("$SDLC status", root).stdout).not.toContain("\u001b[");
  });
});
