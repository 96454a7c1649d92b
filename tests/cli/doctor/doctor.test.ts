import { execFileSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { openJournal } from "../../../src/adapters/files/journal/journal.ts";
import { acquireLease } from "../../../src/adapters/files/lease/lease.ts";
import { encodeOwner } from "../../../src/adapters/files/lease/record.ts";
import { self } from "../../../src/adapters/process/platform/identity.ts";
import { doctor } from "../../../src/cli/doctor/command.ts";
import { init } from "../../../src/cli/init/command.ts";
import { FakeStream } from "../../helpers/fake-stream.ts";

const now = new Date("2026-01-09T14:30:00Z");
let root: string;
let stdout: FakeStream;

const context = (json = false, cwd = root) => ({
  cwd,
  env: { PATH: process.env.PATH },
  json,
  now: () => now,
  stdout,
});

const at = (...parts: string[]) => join(root, ".agentic-sdlc", ...parts);
const put = (file: string, text: string) => writeFileSync(join(root, file), text);
const snapshot = () =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes("/.git"))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => `${file}\n${readFileSync(file, "utf8")}`);

async function examine(fix = false): Promise<string> {
  stdout = new FakeStream();
  expect(await doctor(context(), { fix })).toBe(0);
  return stdout.text;
}

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "doctor-"));
  stdout = new FakeStream();
  execFileSync("git", ["init", "-q"], { cwd: root });
  put("agent.sh", "#!/bin/sh\n");
  chmodSync(join(root, "agent.sh"), 0o755);
  await init(context(), { agent: "./agent.sh" });
  put(
    ".agentic-sdlc/stories/add-login.md",
    "---\nid: story-1\ntitle: Add login\nstatus: backlog\ntype: feature\npriority: 1\n---\nText\n",
  );
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe("doctor", () => {
  it("finds all well in a fresh project, and changes nothing", async () => {
    const before = snapshot();
    const text = await examine();
    expect(text).toMatch(/^✓ Node \d+/);
    expect(text).toMatch(/✓ git \d+\.\d+\S*, repository /);
    expect(text).toContain(`✓ agent agent: ${join(root, "agent.sh")}`);
    expect(text).toContain("✓ 1 story (flat layout)");
    expect(text).toMatch(/All is well\.\n$/);
    await examine(true);
    expect(snapshot()).toEqual(before);
  });

  it("names what is wrong in config and workflows, with the fix", async () => {
    put(".agentic-sdlc.json", '{\n  "chekcs": []\n}');
    expect(await examine()).toContain(
      '✗ .agentic-sdlc.json:2:3: chekcs: unknown key\n  → Did you mean "checks"?\n',
    );
    mkdirSync(at("workflows"));
    put(".agentic-sdlc/workflows/own.yaml", "steps: []\n");
    expect(await examine()).toContain("✗ .agentic-sdlc/workflows/own.yaml:1:1: steps: is an empty list");
  });

  it.each([
    // Where the machine that tests has one of the programs, it is found.
    [{}, /! no agent is configured, and none of claude, codex, .* is on PATH|✓ on PATH: /],
    [{ type: "codex", command: ["./gone.sh"] }, /✗ agent a: .*gone\.sh does not exist/],
    [{ type: "acp", command: ["git", "acp"] }, /✓ agent a: \//],
    [
      { type: "command", command: ["./gone.sh"] },
      /✗ agent a: .*gone\.sh does not exist\n {2}→ .*agents\.a\.command/,
    ],
    [
      { type: "command", command: ["./plain.txt"] },
      /✗ agent a: .*plain\.txt is not executable; type: chmod \+x/,
    ],
    [{ type: "command", command: ["git"] }, /✓ agent a: \//],
    [{ type: "replay", cassette: "c.json" }, /✗ agent a: c\.json is not there/],
  ])("looks at the agent %j without starting it", async (agent, said) => {
    put("plain.txt", "");
    put(".agentic-sdlc.json", JSON.stringify("type" in agent ? { agents: { a: agent }, agent: "a" } : {}));
    expect(await examine()).toMatch(said);
  });

  it("looks for the programs that config names, whether or not it adjusts them", async () => {
    const named = { agent: "pi", actions: { review: { agent: "codex", fallback: "gemini" } } };
    put(".agentic-sdlc.json", JSON.stringify(named));
    const ctx = context();
    await doctor({ ...ctx, env: { PATH: root } }, {});
    for (const name of ["pi", "codex", "gemini"]) {
      expect(stdout.text).toMatch(
        new RegExp(`✗ agent ${name}: ${name} is not installed.*\\n {2}→ Install ${name}, or name`),
      );
    }
  });

  it("tells which programs with an adapter are on PATH", async () => {
    put("codex", "#!/bin/sh\nexit 99\n");
    chmodSync(join(root, "codex"), 0o755);
    const ctx = context();
    await doctor({ ...ctx, env: { PATH: `${root}:${ctx.env.PATH}` } }, {});
    expect(stdout.text).toMatch(/✓ on PATH: .*codex/);
  });

  it("shows broken stories, with line and fix, and workflows that stories ask for in vain", async () => {
    put(".agentic-sdlc/stories/bad.md", "---\nid: story-2\nstatus: nowhere\n---\n");
    put(".agentic-sdlc/stories/odd.md", "---\nid: story-3\ntitle: T\nstatus: ready\nworkflow: qiuck\n---\n");
    const text = await examine();
    expect(text).toMatch(/✗ \.agentic-sdlc\/stories\/bad\.md:3: .*\n {2}→ /);
    expect(text).toContain(
      '✗ .agentic-sdlc/stories/odd.md: unknown workflow "qiuck" (the story asks for it)',
    );
  });

  it("tells who holds a lease, and whose holder died", async () => {
    const held = acquireLease(at("leases"), "board", { now: () => now });
    mkdirSync(at("attempts", "story-1"), { recursive: true });
    const dead = { ...self(), startTime: "1", token: "t", since: now.toISOString(), purpose: "" };
    writeFileSync(at("attempts", "story-1", "lease.1"), encodeOwner(dead, "held"));
    const text = await examine();
    expect(text).toContain(`✓ .agentic-sdlc/leases/board: held by process ${process.pid}`);
    expect(text).toContain(
      "! .agentic-sdlc/attempts/story-1/lease: its holder died\n  → agentic-sdlc run --continue",
    );
    held.release();
    expect(await examine()).not.toContain("leases/board");
  });

  it("names damage in a journal", async () => {
    const dir = at("attempts", "story-1");
    const journal = openJournal(dir, 1, { now: () => now });
    for (const path of ["a", "b", "c"]) journal.appendSync([{ type: "allowance", path, by: "me" } as never]);
    journal.close();
    const file = join(dir, "journal.1.jsonl");
    writeFileSync(file, readFileSync(file, "utf8").replace('"path":"b"', '"path":"x"'));
    expect(await examine()).toMatch(/✗ \.agentic-sdlc\/attempts\/story-1\/journal\.1\.jsonl:\d+: /);
  });

  it("with --fix completes the .gitignore and keeps what it was", async () => {
    put(".agentic-sdlc/.gitignore", "mine/\nruns/\n");
    expect(await examine()).toContain("! .agentic-sdlc/.gitignore lacks attempts/, leases/");
    const text = await examine(true);
    expect(text).toMatch(/^✓ Repaired: \.agentic-sdlc\/\.gitignore: added attempts\//);
    expect(text).toContain("All is well.");
    expect(readFileSync(at(".gitignore"), "utf8")).toMatch(/^mine\/\nruns\/\nattempts\//);
    expect(readFileSync(at(".gitignore.bak-20260109T143000Z"), "utf8")).toBe("mine/\nruns/\n");
    expect(await examine(true)).not.toContain("Repaired");
  });

  it("with --fix sets a damaged checkpoint aside when no journal is left, and only then", async () => {
    writeFileSync(at(".workflow-state.json"), "{ torn");
    expect(await examine()).toMatch(/✗ \.agentic-sdlc\/\.workflow-state\.json is damaged .*doctor --fix/s);
    expect(await examine(true)).toContain(
      "is set aside as .agentic-sdlc/.workflow-state.json.bak-20260109T143000Z",
    );
    expect(readFileSync(at(".workflow-state.json.bak-20260109T143000Z"), "utf8")).toBe("{ torn");

    writeFileSync(at(".workflow-state.json"), '{"version":"9.0"}');
    expect(await examine(true)).toContain("newer one");
    expect(readFileSync(at(".workflow-state.json"), "utf8")).toBe('{"version":"9.0"}');

    const started = {
      scope: { kind: "board" },
      options: {},
      workflow: { name: "story", hash: "" },
      toolVersion: "1",
    };
    const journal = openJournal(at("runs", "run-1"), 1, { now: () => now });
    journal.appendSync([{ type: "run-started", path: "", runId: "run-1", ...started } as never]);
    journal.close();
    writeFileSync(at(".workflow-state.json"), "{ torn");
    expect(await examine(true)).toContain("! the checkpoint of run run-1 is damaged");
    expect(readFileSync(at(".workflow-state.json"), "utf8")).toBe("{ torn");
  });

  it("with --fix removes temporary files of killed runs, but none that may be in flight", async () => {
    const [old, young] = ["0123456789abcdef", "fedcba9876543210"].map((id) =>
      at("stories", `.add-login.md.${id}.tmp`),
    );
    for (const [file, age] of [
      [old!, 7200],
      [young!, 60],
    ] as const) {
      writeFileSync(file, "");
      utimesSync(file, now.getTime() / 1000 - age, now.getTime() / 1000 - age);
    }
    writeFileSync(at("stories", "add-login.md.4029384756"), "");
    utimesSync(at("stories", "add-login.md.4029384756"), 0, 0);
    expect(await examine()).toContain("! 2 temporary files of killed runs");
    await examine(true);
    expect(readdirSync(at("stories")).sort()).toEqual([young!.split("/").at(-1), "add-login.md"]);
  });

  it("exits 7 when a repair cannot be saved", async () => {
    mkdirSync(at(".gitignore.bak-20260109T143000Z"));
    put(".agentic-sdlc/.gitignore", "");
    await expect(doctor(context(), { fix: true })).rejects.toMatchObject({
      exitCode: 7,
      fix: expect.stringContaining("doctor --fix"),
    });
  });

  it("warns of one machine's state in git", async () => {
    mkdirSync(at("runs"));
    put(".agentic-sdlc/runs/x", "");
    execFileSync("git", ["add", "-f", ".agentic-sdlc/runs/x"], { cwd: root });
    expect(await examine()).toContain("! 1 file of one machine's state in git, such as .agentic-sdlc/runs/x");
  });

  it("works from a folder below, in JSON too, and names init where there is no board", async () => {
    mkdirSync(join(root, "src"));
    stdout = new FakeStream();
    await doctor(context(true, join(root, "src")), {});
    const report = JSON.parse(stdout.text);
    expect(report).toMatchObject({ schemaVersion: 1, root, repaired: [] });
    expect(report.checks[0]).toEqual({
      area: "node",
      state: "ok",
      text: expect.any(String),
      fix: "",
      repairable: false,
    });
    rmSync(at(), { recursive: true });
    await expect(doctor(context(), {})).rejects.toMatchObject({
      exitCode: 2,
      fix: expect.stringContaining("init"),
    });
  });

  it("names messages that no run can take", async () => {
    await init(context(), {});
    mkdirSync(at("attempts/story-a/inbox"), { recursive: true });
    writeFileSync(at("attempts/story-a/inbox/20260109T143000.000Z-0123456789abcdef.json"), "torn");
    expect(await doctor(context(), {})).toBe(0);
    expect(stdout.text).toMatch(/attempts\/story-a\/inbox\/2026.*: the file is damaged; no run takes it/);
  });
});
