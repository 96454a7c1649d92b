import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const template = join(dirname(fileURLToPath(import.meta.url)), "project");

/** Copies the sample project to a temporary folder and commits it; returns the folder. */
export function makeProject() {
  const dir = mkdtempSync(join(tmpdir(), "agentic-sdlc-demo-"));
  cpSync(template, dir, { recursive: true });
  git(dir, "init", "--quiet");
  git(dir, "add", "--all");
  git(dir, "commit", "--quiet", "--message", "A small module, its test, and a board of three stories");
  return dir;
}

/** Runs git in `dir` as a fixed author, whatever the machine's own configuration; returns what it printed. */
export function git(dir, ...args) {
  const identity = [
    "-c",
    "user.name=Demo",
    "-c",
    "user.email=demo@example.invalid",
    "-c",
    "commit.gpgsign=false",
  ];
  const ended = spawnSync("git", [...identity, ...args], { cwd: dir, encoding: "utf8" });
  if (ended.error) throw new Error(`The demo needs git: ${ended.error.message}`);
  if (ended.status !== 0) throw new Error(`git ${args.join(" ")}: ${ended.stderr}`);
  return ended.stdout;
}
