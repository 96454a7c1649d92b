import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createFileExclusive, replaceFile } from "../files/durable/write.ts";
import { putBack, same } from "./guarded-files.ts";
import { findRepository } from "./repository.ts";
import { type ConfigState, type GitState, hooksOf, lookAgain, stateOf } from "./state.ts";

/** Compares git's hooks and executing settings before and after an attempt. */
export interface GitGuard {
  /** Saves them in `file`, durable when it resolves. Does nothing outside git. Rejects with NotSavedError. */
  guard(file: string): Promise<void>;
  /**
   * Puts back what changed since, and resolves to the names of that: hooks as `hooks/pre-commit`, settings by their
   * key. Safe to do again after a crash at any point. What it found before it changed anything is kept in `<file>.found`.
   */
  restore(file: string): Promise<readonly string[]>;
}

const damaged = "(not compared: what was saved before the attempt is damaged)";

/** A guard of the repository that `dir` lies in. */
export function gitGuard(dir: string): GitGuard {
  // An attempt can write to its own folder, and so to the file: as long as we live, we know better.
  const remembered = new Map<string, string>();
  // What an attempt beside this one has changed already is not how things were.
  const underWay = new Map<string, Promise<string>>();
  return {
    async guard(file) {
      const repository = await findRepository(dir);
      if (!repository) return;
      const state = [...underWay.values()][0] ?? stateOf(repository).then((found) => JSON.stringify(found));
      underWay.set(file, state);
      try {
        const text = await state;
        replaceFile(file, text);
        remembered.set(file, text);
      } catch (error) {
        underWay.delete(file);
        throw error;
      }
    },
    async restore(file) {
      try {
        return await putAllBack(file, remembered.get(file) ?? readIfThere(file));
      } finally {
        underWay.delete(file);
      }
    },
  };
}

async function putAllBack(file: string, text: string | undefined): Promise<readonly string[]> {
  if (text === undefined) return [];
  const before = parse(text);
  if (!before) return [damaged];
  // Where there is no repository any more there is nothing that git would run.
  if (!existsSync(before.commonDir)) return [];
  const now = await lookAgain({ commonDir: before.commonDir, configs: Object.keys(before.configs) });
  const changed = [...changedHooks(before, now), ...changedConfigs(before, now)];
  if (changed.length > 0) createFileExclusive(`${file}.found`, JSON.stringify(now));
  for (const { undo } of changed) undo();
  return [...new Set(changed.flatMap(({ names }) => names))];
}

function readIfThere(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

interface Change {
  readonly names: readonly string[];
  readonly undo: () => void;
}

function changedHooks(before: GitState, now: GitState): Change[] {
  const names = [...new Set([...Object.keys(now.hooks), ...Object.keys(before.hooks)])];
  const changed = names.filter((name) => !same(before.hooks[name], now.hooks[name]));
  // What is new goes first: a file may lie where a folder has to be.
  changed.sort((a, b) => Number(a in before.hooks) - Number(b in before.hooks) || (a < b ? -1 : 1));
  return changed.map((name) => ({
    names: [name === "" ? "hooks" : `hooks/${name}`],
    undo: () => putBack(join(hooksOf(before), name), before.hooks[name]),
  }));
}

/** The whole file goes back, and only where a setting that runs something differs: the rest is the user's business. */
function changedConfigs(before: GitState, now: GitState): Change[] {
  return Object.entries(before.configs).flatMap(([path, was]) => {
    const is = now.configs[path] ?? { executing: [] };
    const names = differing(was, is);
    return names.length > 0 ? [{ names, undo: () => putBack(path, was.file) }] : [];
  });
}

function differing(was: ConfigState, is: ConfigState): string[] {
  const replacedByLink = is.file !== undefined && "link" in is.file && !same(was.file, is.file);
  if (!replacedByLink && JSON.stringify(was.executing) === JSON.stringify(is.executing)) return [];
  const only = (list: readonly string[], other: readonly string[]) =>
    list.filter((setting) => !other.includes(setting));
  const settings = [...only(is.executing, was.executing), ...only(was.executing, is.executing)];
  const keys = settings.map((setting) => setting.split("\n")[0]!);
  // The same settings in another order, or more than once: the last one counts for git.
  return keys.length > 0 ? [...new Set(keys)] : ["config"];
}

function parse(text: string): GitState | undefined {
  try {
    const state = JSON.parse(text) as Partial<GitState>;
    const whole = state.version === 1 && typeof state.commonDir === "string" && state.hooks && state.configs;
    return whole ? (state as GitState) : undefined;
  } catch {
    return undefined;
  }
}
