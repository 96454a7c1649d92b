import { realpathSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, relative, sep } from "node:path";
import type { Finding } from "../../../domain/config/schema.ts";
import { suggestion } from "../../../domain/config/validate.ts";
import { nearest } from "../../../domain/text/nearest.ts";
import { readableNames } from "../../files/names.ts";

/** What is wrong with the path of a child as it is `written`, which leads to `path`; undefined if nothing is. */
export function checkPath(
  written: string,
  path: string,
  root: string | undefined,
): Omit<Finding, "path"> | undefined {
  if (written.includes("${{")) {
    return { message: "a child must be known before anything runs", fix: "Write the file's path as it is" };
  }
  if (isAbsolute(written)) {
    return { message: "is an absolute path", fix: "Write it relative to this file" };
  }
  const found = statOf(path);
  if (found === undefined) return { message: `there is no file ${written}`, fix: neighbours(path) };
  if (found === "unreadable" || !found.isFile()) {
    return { message: `${written} is no file that can be read`, fix: "Name a workflow file" };
  }
  if (root !== undefined && !isWithin(realpathSync(root), realpathSync(path))) {
    return { message: `${written} leads out of the project`, fix: "Keep it in the project" };
  }
  return undefined;
}

function statOf(path: string) {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return "unreadable";
  }
}

function isWithin(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== "" && way.split(sep)[0] !== ".." && !isAbsolute(way);
}

/** What to do about a file that is missing: the workflow file of its folder whose name is nearest. */
export function neighbours(path: string): string {
  const folder = dirname(path);
  const names = readableNames(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .slice(0, 20);
  if (names.length === 0) return "Write a path relative to this file";
  // What all of them end with makes none of them near.
  const [near] = nearest(stem(path), names.map(stem), 1);
  return suggestion(names.find((name) => stem(name) === near) ?? "", names);
}

function stem(path: string): string {
  return basename(path).replace(/\.ya?ml$/, "");
}
