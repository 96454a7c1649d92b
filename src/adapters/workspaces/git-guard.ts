import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { replaceFile } from "../files/durable.ts";
import { git } from "./git.ts";

/** Git's hooks and config as they were before an attempt. */
interface Guarded {
  readonly gitDir: string;
  readonly hooks: Readonly<Record<string, { readonly mode: number; readonly base64: string }>>;
  /** Config files by their name in the git folder, whole. */
  readonly config: Readonly<Record<string, string>>;
  /** Of these files: the settings through which git runs programs, one `key=value` each. */
  readonly executing: readonly string[];
}

/** Settings through which git runs a program, or reads more settings. */
const executes =
  /^(core\.(hookspath|fsmonitor|sshcommand|pager|editor|askpass|gitproxy|worktree|attributesfile)|alias\.|filter\.|diff\.(external|.*\.(command|textconv))|merge\..*\.driver|mergetool\.|difftool\.|credential\.|gpg\.|sequence\.editor|include\.|includeif\.|url\.|remote\..*\.(uploadpack|receivepack|vcs|proxy)|uploadpack\.|protocol\.|extensions\.|interactive\.difffilter|pager\.|browser\.|web\.browser|man\.|submodule\..*\.update|init\.templatedir)/;

const configFiles = ["config", "config.worktree"];

/** Saves them in `file`, durable. Does nothing outside git. */
export async function guardGit(dir: string, file: string): Promise<void> {
  const now = await look(dir);
  if (now) replaceFile(file, JSON.stringify(now));
}

/**
 * Puts back what an attempt changed against `file`; safe to do again. Resolves to the names of what was put back: hooks
 * as `hooks/pre-commit`, settings by their key.
 */
export async function restoreGit(dir: string, file: string): Promise<readonly string[]> {
  const before = read(file);
  const now = before && (await look(dir));
  if (!before || !now || now.gitDir !== before.gitDir) return [];
  return [...restoreHooks(before, now), ...restoreConfig(before, now)];
}

async function look(dir: string): Promise<Guarded | undefined> {
  const found = await git(dir, ["rev-parse", "--path-format=absolute", "--git-common-dir"]);
  const gitDir = found?.code === 0 ? found.stdout.trim() : "";
  if (gitDir === "") return undefined;
  const config: Record<string, string> = {};
  const executing: string[] = [];
  for (const name of configFiles) {
    const path = join(gitDir, name);
    if (!existsSync(path)) continue;
    config[name] = readFileSync(path, "utf8");
    const list = await git(dir, ["config", "--file", path, "--list", "-z"]);
    const settings = (list?.stdout ?? "").split("\0").filter(Boolean);
    // A config that git cannot read any more was damaged: that differs from whatever was listed before.
    if (list?.code !== 0) executing.push(`${name}: unreadable`);
    executing.push(...settings.filter((s) => executes.test(s)).map((s) => s.replace("\n", "=")));
  }
  return { gitDir, hooks: readHooks(gitDir), config, executing: executing.sort() };
}

function readHooks(gitDir: string): Guarded["hooks"] {
  const dir = join(gitDir, "hooks");
  const names = existsSync(dir) ? readdirSync(dir) : [];
  return Object.fromEntries(
    names.flatMap((name) => {
      const path = join(dir, name);
      const stat = statSync(path, { throwIfNoEntry: false });
      if (!stat?.isFile() || name.endsWith(".sample")) return [];
      return [[name, { mode: stat.mode & 0o777, base64: readFileSync(path).toString("base64") }]];
    }),
  );
}

function restoreHooks(before: Guarded, now: Guarded): string[] {
  const dir = join(before.gitDir, "hooks");
  const names = new Set([...Object.keys(before.hooks), ...Object.keys(now.hooks)]);
  const restored: string[] = [];
  for (const name of names) {
    const was = before.hooks[name];
    const is = now.hooks[name];
    if (was?.mode === is?.mode && was?.base64 === is?.base64) continue;
    const path = join(dir, name);
    if (was) {
      mkdirSync(dir, { recursive: true });
      replaceFile(path, Buffer.from(was.base64, "base64"), was.mode);
    } else rmSync(path, { force: true });
    restored.push(`hooks/${name}`);
  }
  return restored;
}

/** The whole file goes back, and only when a setting that runs something differs: the rest is the user's business. */
function restoreConfig(before: Guarded, now: Guarded): string[] {
  const differing = [
    ...now.executing.filter((s) => !before.executing.includes(s)),
    ...before.executing.filter((s) => !now.executing.includes(s)),
  ];
  if (differing.length === 0) return [];
  for (const name of configFiles) {
    const was = before.config[name];
    const path = join(before.gitDir, name);
    if (was !== undefined) replaceFile(path, was, 0o644);
    else rmSync(path, { force: true });
  }
  return [...new Set(differing.map((setting) => setting.split("=")[0]!))];
}

function read(file: string): Guarded | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Guarded;
  } catch {
    return undefined;
  }
}
