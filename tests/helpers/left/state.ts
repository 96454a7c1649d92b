import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { bin } from "../cli.ts";

const fixtures = join(dirname(bin), "../tests/fixtures/left");

/** The agents of all states. They are no part of what is kept of each. */
export const programs = join(fixtures, "programs");

/** What may be left: a story's attempt, something people have a word in, what is around stories, a workflow file's run. */
export type Kind = "stories" | "people" | "boards" | "workflow-files";

/** A project as a run left it, how it is gone on with, and what comes of that. */
export interface Left {
  readonly about: string;
  /** The arguments that go on with it. */
  readonly goOn: readonly string[];
  /** The project's files: path -> its lines, or base64; a path that ends with a slash is an empty folder. */
  readonly files: Readonly<Record<string, readonly string[] | string>>;
  /** Of files whose mode is not 600: it is part of what is hashed of the project's own. */
  readonly modes: Readonly<Record<string, string>>;
  /** What `--explain` says of it before, and what it comes to. */
  readonly expected?: { readonly before: unknown; readonly end: unknown };
}

/** Stands for the project's folder where that was written down. */
const here = "<project>";

/** The names of all states of a kind. */
export function statesOf(kind: Kind): string[] {
  return readdirSync(join(fixtures, kind))
    .map((file) => file.replace(/\.json$/, ""))
    .sort();
}

/** Where a state is kept. */
export const stateFile = (kind: Kind, name: string) => join(fixtures, kind, `${name}.json`);

/** A state as it is kept. Throws where there is none of this name. */
export function readState(kind: Kind, name: string): Required<Left> {
  return JSON.parse(readFileSync(stateFile(kind, name), "utf8"));
}

/** Lays a state's files out in `dir`. */
export function unpack({ files, modes }: Left, dir: string): void {
  cpSync(programs, dir, { recursive: true });
  for (const [path, content] of Object.entries(files)) {
    const file = join(dir, path);
    mkdirSync(path.endsWith("/") ? file : dirname(file), { recursive: true });
    if (path.endsWith("/")) continue;
    if (typeof content === "string") writeFileSync(file, Buffer.from(content, "base64"));
    else writeFileSync(file, content.join("\n").replaceAll(here, dir));
    chmodSync(file, Number.parseInt(modes[path] ?? "600", 8));
  }
}

/** All files below `dir`, as they are kept. */
export function pack(dir: string): Pick<Left, "files" | "modes"> {
  const files: Record<string, string[] | string> = {};
  const modes: Record<string, string> = {};
  for (const path of readdirSync(dir, { recursive: true, encoding: "utf8" }).sort()) {
    const stat = statSync(join(dir, path));
    const mode = (stat.mode & 0o777).toString(8);
    if (stat.isDirectory()) {
      if (readdirSync(join(dir, path)).length === 0) files[`${path}/`] = [];
      continue;
    }
    if (readdirSync(programs).includes(path)) continue;
    const bytes = readFileSync(join(dir, path));
    const text = bytes.toString();
    const isText = bytes.equals(Buffer.from(text)) && !text.includes("\0");
    files[path] = isText ? text.replaceAll(dir, here).split("\n") : bytes.toString("base64");
    if (mode !== "600") modes[path] = mode;
  }
  return { files, modes };
}
