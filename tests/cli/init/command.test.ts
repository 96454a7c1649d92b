import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { loadSettings } from "../../../src/adapters/config/settings.ts";
import { init } from "../../../src/cli/init/command.ts";
import { FakeStream } from "../../helpers/fake-stream.ts";

let root: string;
let bin: string;
beforeEach(() => {
  const dir = mkdtempSync(join(tmpdir(), "init-"));
  root = join(dir, "project");
  bin = join(dir, "bin");
  for (const folder of [bin, join(root, ".git")]) mkdirSync(folder, { recursive: true });
  writeFileSync(join(root, ".git/HEAD"), "ref: refs/heads/main\n");
});
afterEach(() => rmSync(join(root, ".."), { recursive: true, force: true }));

async function run(options: { agent?: string; kanban?: boolean } = {}, json = false, cwd = root) {
  const stdout = new FakeStream();
  const code = await init({ cwd, env: { PATH: bin }, stdout, json }, options);
  return { code, out: stdout.text };
}

function program(path: string): void {
  writeFileSync(path, "#!/bin/sh\nexit 99\n");
  chmodSync(path, 0o755);
}

const put = (file: string, text: string) => writeFileSync(join(root, file), text);
const get = (file: string) => readFileSync(join(root, file), "utf8");
const tree = () =>
  readdirSync(root, { recursive: true })
    .map(String)
    .filter((path) => !path.startsWith(".git/"))
    .sort();

describe("init", () => {
  it("makes a board, a config and a .gitignore, and says what to do next", async () => {
    put("package.json", '{"scripts": {"test": "jest"}}');
    const { code, out } = await run();
    expect(code).toBe(0);
    expect(out.split("\n")[0]).toBe("✓ Board .agentic-sdlc/stories/  ! Agent none  ✓ Checks npm test");
    expect(out).toContain('"type": "command"');
    expect(out).toMatch(/Next: agentic-sdlc add "What you want"\n$/);
    expect(tree()).toEqual([
      ".agentic-sdlc",
      ".agentic-sdlc.json",
      ".agentic-sdlc/.gitignore",
      ".agentic-sdlc/config.schema.json",
      ".agentic-sdlc/stories",
      ".git",
      "package.json",
    ]);
    expect(JSON.parse(get(".agentic-sdlc.json"))).toEqual({
      $schema: "./.agentic-sdlc/config.schema.json",
      checks: ["npm test"],
    });
    for (const line of ["runs/", "attempts/", "leases/", ".workflow-state*.json"]) {
      expect(get(".agentic-sdlc/.gitignore").split("\n")).toContain(line);
    }
    expect((await loadSettings(root)).config.checks).toEqual(["npm test"]);
  });

  it("does no harm the second time: not a byte changes, and it says what was there", async () => {
    await run();
    put(".agentic-sdlc.json", '{ "checks": ["make"]   }');
    put(".agentic-sdlc/.gitignore", `${get(".agentic-sdlc/.gitignore")}mine/\n`);
    const before = tree().map((file) => [file, safeGet(file)]);
    const { code, out } = await run({ kanban: true });
    expect(code).toBe(0);
    expect(tree().map((file) => [file, safeGet(file)])).toEqual(before);
    expect(out).toContain("✓ Board .agentic-sdlc/stories/ (was there)  ! Agent none  ✓ Checks make");
    expect(out).toContain(".agentic-sdlc.json was there and stays as it is");
  });

  function safeGet(file: string): string | undefined {
    try {
      return get(file);
    } catch {
      return undefined;
    }
  }

  it("adds to a .gitignore what it lacks and keeps the rest", async () => {
    mkdirSync(join(root, ".agentic-sdlc"));
    put(".agentic-sdlc/.gitignore", "mine/\nruns/\n\n");
    await run();
    expect(get(".agentic-sdlc/.gitignore")).toMatch(/^mine\/\nruns\/\nattempts\/\nleases\/\n/);
  });

  it("lays the board out in kanban folders when asked", async () => {
    expect((await run({ kanban: true })).out).toContain(
      "✓ Board .agentic-sdlc/{backlog,ready,in-progress,done}/",
    );
    expect(readdirSync(join(root, ".agentic-sdlc"))).toEqual(expect.arrayContaining(["backlog", "done"]));
    expect((await run()).out).toContain("{backlog,ready,in-progress,done}/ (was there)");
    expect(readdirSync(join(root, ".agentic-sdlc"))).not.toContain("stories");
  });

  it("finds agents on PATH without running them, and leaves the choice to who runs it", async () => {
    for (const name of ["claude", "pi"]) program(join(bin, name));
    writeFileSync(join(bin, "codex"), "not executable");
    expect((await run()).out).toContain("✓ Agent claude (also: pi)  ");
    expect(JSON.parse(get(".agentic-sdlc.json"))).not.toHaveProperty("agent");
    rmSync(join(root, ".agentic-sdlc.json"));
    await expect(run({ agent: "codex" })).rejects.toMatchObject({ exitCode: 2 });
    expect((await run({ agent: "pi" })).out).toContain("✓ Agent pi (also: claude)  ");
    expect(JSON.parse(get(".agentic-sdlc.json"))).toMatchObject({ agent: "pi" });
    expect(JSON.parse(get(".agentic-sdlc.json"))).not.toHaveProperty("agents");
  });

  it("takes a program as a command agent", async () => {
    program(join(root, "agent.sh"));
    expect((await run({ agent: "./agent.sh" })).out).toContain("✓ Agent agent  ");
    expect((await loadSettings(root)).config).toMatchObject({
      agent: "agent",
      agents: { agent: { type: "command", command: ["./agent.sh"] } },
    });
  });

  it("refuses an agent that is not there, or that an existing config would have to name, and writes nothing", async () => {
    const before = tree();
    await expect(run({ agent: "./agent.sh" })).rejects.toMatchObject({ exitCode: 2 });
    expect(tree()).toEqual(before);
    put(".agentic-sdlc.json", "{}");
    await expect(run({ agent: "./agent.sh" })).rejects.toMatchObject({ exitCode: 2 });
  });

  it.each([
    ["package.json", '{"scripts": {"test": "echo \\"Error: no test specified\\" && exit 1"}}', undefined],
    ["package.json", "{ broken", undefined],
    ["Makefile", "build:\n\ntest: build\n", "make test"],
    ["Makefile", "test := no target\n", undefined],
    ["Cargo.toml", "", "cargo test"],
    ["go.mod", "", "go test ./..."],
    ["pyproject.toml", "[tool.pytest.ini_options]", "pytest"],
    ["pyproject.toml", "[project]", undefined],
  ])("detects the checks of a %s with %j", async (file, content, check) => {
    put(file, content);
    const { out } = await run({}, true);
    expect(JSON.parse(out)).toMatchObject({ schemaVersion: 1, checks: check ? [check] : [], agent: null });
  });

  it("tells of a config that is wrong, and of a place that may not be meant", async () => {
    put(".agentic-sdlc.json", '{"agnet": 1}');
    expect((await run()).out).toContain('agnet: unknown key. Did you mean "agent"?');
    const inner = join(root, "packages");
    mkdirSync(inner);
    expect((await run({}, false, inner)).out).toContain(`There is a board in ${root} too`);
    rmSync(join(root, ".git/HEAD"));
    expect((await run()).out).toContain("in no git repository");
  });

  it("exits 7 where it cannot write, and says what to do", async () => {
    await readOnly(async () => {
      await expect(run()).rejects.toMatchObject({ exitCode: 7, fix: expect.stringContaining("writable") });
    });
  });

  it("needs to write nothing the second time", async () => {
    await run();
    await readOnly(async () => expect((await run()).code).toBe(0));
  });

  async function readOnly(then: () => Promise<void>): Promise<void> {
    const asRoot = process.geteuid?.() === 0;
    if (asRoot) chmodSync(join(root, ".."), 0o755);
    for (const folder of [root, join(root, ".agentic-sdlc")])
      if (existsSync(folder)) chmodSync(folder, 0o555);
    // Root writes anywhere: be nobody for a moment.
    if (asRoot) process.seteuid?.(65534);
    try {
      await then();
    } finally {
      if (asRoot) process.seteuid?.(0);
      for (const folder of [root, join(root, ".agentic-sdlc")])
        if (existsSync(folder)) chmodSync(folder, 0o755);
    }
  }

  it("exits 7 where a file is in the way", async () => {
    put(".agentic-sdlc", "");
    await expect(run()).rejects.toMatchObject({ exitCode: 7 });
  });
});
