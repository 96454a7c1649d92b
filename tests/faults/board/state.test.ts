import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdtempSync, symlinkSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { git } from "../../../src/adapters/git/git.ts";
import { bin, runCli } from "../../helpers/cli.ts";
import { scratchBoard } from "../../helpers/scratch-board.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";

const newFolder = tempDirs();
const isRoot = process.getuid?.() === 0;
const posix = process.platform === "win32" ? it.skip : it;
const asRoot = isRoot ? it : it.skip;
const nobody = 65_534;

/** As another user where we are root; as ourselves, who have shut the door, elsewhere. */
function asOther(cwd: string, ...args: string[]) {
  const env = { PATH: process.env.PATH, HOME: "/tmp", LANG: "C.UTF-8" };
  const user = isRoot ? { uid: nobody, gid: nobody } : {};
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
    cwd,
    env,
    encoding: "utf8",
    ...user,
  });
  return { code: status, stdout, stderr };
}

function shut(path: string): void {
  if (!isRoot) chmodSync(path, 0);
}

describe("state that cannot be read", () => {
  posix("is neither empty nor damaged nor held: it is said, with whose it is and the fix", async () => {
    const cwd = newFolder();
    chmodSync(cwd, 0o755);
    const { env } = scratchBoard(cwd, [{ slug: "a" }, { slug: "b" }]);
    await runCli(["run", "--auto", "--max-actions", "1"], { cwd, env });
    const attempts = join(cwd, ".agentic-sdlc/attempts");
    const runs = join(cwd, ".agentic-sdlc/runs");
    const checkpoint = join(cwd, ".agentic-sdlc/.workflow-state.json");
    for (const path of [attempts, runs, checkpoint]) shut(path);
    try {
      const fix = isRoot ? /belongs to root; sudo chown -R \S+ \S+\.agentic-sdlc/ : /chmod -R u\+rwX/;
      const status = asOther(cwd, "status");
      expect(status).toMatchObject({ code: 0, stderr: expect.stringMatching(fix) });
      expect(status.stdout).toContain("Next: nothing can run now");
      expect(status.stdout).not.toContain("take-over");
      expect(asOther(cwd, "runs").stderr).toMatch(fix);
      expect(asOther(cwd, "show", "a").stdout).toMatch(fix);
      const on = asOther(cwd, "run", "--auto", "--continue");
      expect([on.code, on.stderr]).toEqual([5, expect.stringContaining("cannot be read")]);
      expect(on.stderr).not.toMatch(/corrupted|damaged|Delete/);
      expect(asOther(cwd, "doctor").stdout).not.toMatch(/damaged|take-over/);
    } finally {
      if (!isRoot) for (const path of [attempts, runs, checkpoint]) chmodSync(path, 0o700);
    }
  });

  asRoot(
    "of a repository of another user's has git's own words, and what it proposes (root only)",
    async () => {
      const cwd = newFolder();
      const { env } = scratchBoard(cwd, [{ slug: "a" }]);
      execFileSync("git", ["init", "-q", cwd]);
      chownSync(cwd, nobody, nobody);
      chownSync(join(cwd, ".git"), nobody, nobody);
      const home = { ...env, HOME: newFolder() };
      const run = await runCli(["run", "--auto"], { cwd, env: home });
      const doctor = await runCli(["doctor"], { cwd, env: home });
      for (const { stdout } of [run, doctor]) {
        expect(stdout).toContain("dubious ownership");
        expect(stdout).toContain("git config --global --add safe.directory");
        expect(stdout).not.toContain("git init");
      }
    },
  );
});

describe("a config", () => {
  posix.each(["a link that leads nowhere", "a pipe"])(
    "that is %s is refused, and not taken for none",
    async (what) => {
      const cwd = newFolder();
      const { env } = scratchBoard(cwd, [{ slug: "a" }]);
      const file = join(cwd, ".agentic-sdlc.json");
      unlinkSync(file);
      if (what === "a pipe") execFileSync("mkfifo", [file]);
      else symlinkSync("/nonexistent/config.json", file);
      const { code, stderr } = await runCli(["run", "--auto", "--dry-run"], { cwd, env, timeoutMs: 10_000 });
      expect([code, stderr]).toEqual([2, expect.stringMatching(/leads nowhere|is a pipe/)]);
    },
  );
});

describe("what is proposed to type", () => {
  posix("works as it stands, whatever a story is named", async () => {
    const cwd = newFolder();
    const names = ["two words", "-dash", "it's", "$HOME", "日本"];
    const keys = { blocked_reason: "x" };
    const { env } = scratchBoard(
      cwd,
      names.map((slug, i) => ({ slug, keys: { ...keys, id: `s${i}` } })),
    );
    const { stdout } = await runCli(["status"], { cwd, env });
    const hints = [...stdout.matchAll(/ (?:·|→) (agentic-sdlc unblock .*)$/gm)].map(([, hint]) => hint!);
    expect(hints).toHaveLength(names.length);
    const path = mkdtempSync(join(newFolder(), "bin"));
    symlinkSync(bin, join(path, "agentic-sdlc"));
    chmodSync(bin, 0o755);
    const typed = { cwd, env: { ...process.env, PATH: `${path}:${process.env.PATH}` } };
    for (const hint of hints) execFileSync("sh", ["-c", hint], typed);
    expect((await runCli(["status"], { cwd, env })).stdout).not.toContain("blocked");
  });
});

describe("our own git", () => {
  posix("is in a process group of its own: Ctrl+C at the terminal is ours to hear", async () => {
    const dir = newFolder();
    const groupOf = (pid: number | string) => `ps -o pgid= -p ${pid}`;
    const own = execFileSync("sh", ["-c", groupOf(process.pid)], { encoding: "utf8" }).trim();
    const answer = await git(dir, ["-c", `alias.group=!${groupOf("$$")}`, "group"]);
    expect(answer).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\s*\d+\s*$/) });
    expect(answer?.stdout.trim()).not.toBe(own);
  });
});
