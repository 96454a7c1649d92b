import { realpathSync, statSync } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";
import type { Finding, Path } from "../../../domain/config/schema.ts";
import { checkWorkflowFile } from "../../../domain/definition/file/check.ts";
import type { ChildStepDefinition, WorkflowTree } from "../../../domain/definition/file/definition.ts";
import { parseWorkflowFile } from "../../../domain/definition/file/parse.ts";
import { placesOf } from "../../../domain/definition/file/uses.ts";
import type { Value } from "../../../domain/expression/ast.ts";
import { canonicalJson } from "../../../domain/text/canonical.ts";
import { sha256 } from "../../files/durable/sha256.ts";
import type { Position } from "../source/position.ts";
import { type FileProblem, locate, unreadable } from "../source/problems.ts";
import { readTextFile } from "../source/text-file.ts";
import { checkPath, neighbours } from "./child-path.ts";
import { parseWorkflowYaml } from "./yaml.ts";

/** A workflow file with everything it starts, read and found to be in order. */
export interface WorkflowFile extends WorkflowTree {
  /** Absolute, without symbolic links: what tells one file from another. */
  readonly path: string;
  /** sha256 (hex) of the file's text. */
  readonly hash: string;
  readonly children: ReadonlyMap<string, WorkflowFile>;
  /** Where a path in the file's data stands; with `at`, a character of the text there. */
  position(path: Path, at?: number): Position | undefined;
}

/** Where a workflow file is read. */
export interface ReadOptions {
  /** What names of files in problems are relative to. */
  readonly from: string;
  /** No child may lie outside of this folder; without it, anywhere. */
  readonly root?: string;
}

/** What is read: the file where nothing is wrong with it and its children, else everything that is. */
export interface ReadWorkflowFile {
  readonly file?: WorkflowFile;
  readonly problems: readonly FileProblem[];
}

/** Children of children of …: more than anybody means. */
const deepest = 100;

/** Reads a workflow file and, each once, all files it starts, at any depth. Runs nothing, and never throws. */
export function readWorkflowFile(path: string, options: ReadOptions): ReadWorkflowFile {
  const reader = new Reader(options);
  const file = reader.read(resolve(options.from, path), []);
  return reader.problems.length === 0 && file ? { file, problems: [] } : { problems: reader.problems };
}

class Reader {
  readonly problems: FileProblem[] = [];
  readonly #options: ReadOptions;
  readonly #known = new Map<string, WorkflowFile | undefined>();

  constructor(options: ReadOptions) {
    this.#options = options;
  }

  /** `parents`: the files that are being read, from the first one on. Undefined where something is wrong with it. */
  read(path: string, parents: readonly string[]): WorkflowFile | undefined {
    const name = this.#name(path);
    try {
      const real = realpathSync(path);
      // Reading anything else might wait for ever.
      if (!statSync(real).isFile()) {
        this.problems.push({
          file: name,
          key: "",
          message: "is no file that can be read",
          fix: "Name a workflow file",
        });
        return undefined;
      }
      if (!this.#known.has(real)) this.#known.set(real, this.#readNew(real, name, parents));
      return this.#known.get(real);
    } catch (error) {
      const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
      const nothing = { file: name, key: "", message: "there is no such file", fix: neighbours(path) };
      this.problems.push(missing ? nothing : unreadable(name, error));
      return undefined;
    }
  }

  #readNew(path: string, name: string, parents: readonly string[]): WorkflowFile | undefined {
    const text = readTextFile(path);
    const source = parseWorkflowYaml(text);
    const { definition, findings } = parseWorkflowFile(source.value);
    const children = new Map<string, WorkflowFile>();
    const before = this.problems.length;
    for (const { step, list, at } of placesOf(definition)) {
      if (step.type !== "workflow" || step.path === "") continue;
      const child = this.#child(step, path, [...parents, path]);
      if (child && "message" in child) findings.push({ path: [list, at, "path"], ...child });
      else if (child) children.set(step.id, child);
    }
    const workflows = new Map([...children].map(([id, { workflow }]) => [id, workflow]));
    findings.push(...checkWorkflowFile(definition, workflows));
    this.problems.push(...inOrder(locate(name, source, findings)));
    if (this.problems.length > before) return undefined;
    const stepHashes = new Map(
      placesOf(definition).map(({ step, list, at }) => [
        step.id,
        sha256(canonicalJson(rawStep(source.value, list, at))).slice(0, 16),
      ]),
    );
    const { position } = source;
    return { path, name, workflow: definition, hash: sha256(text), stepHashes, children, position };
  }

  /** The child, what is wrong with its path, or nothing where it is told elsewhere what is wrong. */
  #child(
    step: ChildStepDefinition,
    parent: string,
    parents: readonly string[],
  ): WorkflowFile | Omit<Finding, "path"> | undefined {
    const path = resolve(dirname(parent), step.path);
    const wrong = checkPath(step.path, path, this.#options.root);
    if (wrong) return wrong;
    const real = realpathSync(path);
    const circle = parents.indexOf(real);
    if (circle >= 0) {
      const way = [...parents.slice(circle), real].map((file) => this.#name(file)).join(" → ");
      return { message: `starts itself again: ${way}`, fix: "Remove one of these steps, or use foreach" };
    }
    if (parents.length >= deepest) {
      return { message: `children are nested over ${deepest} deep`, fix: "Make it flatter" };
    }
    return this.read(path, parents);
  }

  #name(path: string): string {
    return relative(this.#options.from, path).split(sep).join("/");
  }
}

function rawStep(file: unknown, list: "steps" | "finally", at: number): Value {
  return (file as Readonly<Record<typeof list, readonly Value[]>>)[list][at]!;
}

/** In the order in which they stand in the file. */
function inOrder(problems: readonly FileProblem[]): FileProblem[] {
  return [...problems].sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}
