import { createHash } from "node:crypto";
import type { Workspace } from "../../../src/engine/ports/workspace.ts";
import type { Machine } from "./machine.ts";

type Files = ReadonlyMap<string, string>;

const ours = (path: string) => path.startsWith(".agentic-sdlc/");

/** A folder under git, without either: its files by path, its trees by hash. `.gitignore` holds names, one a line. */
export class MemoryWorkspace implements Workspace {
  readonly dir = "/workspace";
  readonly files: Map<string, string>;
  /** Hooks and settings that run something, by name. */
  readonly executing = new Map<string, string>();
  readonly refs = new Map<string, string>();
  readonly #trees = new Map<string, Files>();
  readonly #guards = new Map<string, Files>();
  readonly #head: Files;
  readonly #machine: Machine | undefined;

  constructor(files: Readonly<Record<string, string>> = {}, machine?: Machine) {
    this.files = new Map(Object.entries(files));
    this.#head = this.#tracked();
    this.#machine = machine;
  }

  /** The files of a tree, or of what a ref keeps. */
  tree(name: string): Files {
    const files = this.#trees.get(this.refs.get(name) ?? name);
    if (!files) throw new Error(`git diff-tree failed: there is no tree ${name}`);
    return files;
  }

  async treeHash(): Promise<string> {
    return this.#put(this.#tracked());
  }

  async keep(name: string): Promise<string | null> {
    const ref = `refs/agentic-sdlc/kept/${name}`;
    const now = this.#tracked();
    if (differing(this.#head, now).length === 0) return this.refs.has(ref) ? ref : null;
    const tree = this.#put(now);
    this.#durable(() => this.refs.set(ref, tree));
    return ref;
  }

  async guard(file: string): Promise<void> {
    this.#durable(() => this.#guards.set(file, new Map(this.executing)));
  }

  async restore(file: string): Promise<readonly string[]> {
    const before = this.#guards.get(file);
    if (!before) return [];
    const changed = differing(before, this.executing);
    for (const name of changed) {
      const value = before.get(name);
      if (value === undefined) this.executing.delete(name);
      else this.executing.set(name, value);
    }
    return changed;
  }

  async changedFiles(before: string, after: string): Promise<string[]> {
    return differing(this.tree(before), this.tree(after));
  }

  ownFiles(): Readonly<Record<string, string>> {
    const own = /^\.agentic-sdlc(\.json$|\/(workflows|prompts)\/)/;
    return Object.fromEntries([...this.files].filter(([path]) => own.test(path)));
  }

  async changes(): Promise<{ files: number; added: number; removed: number }> {
    const now = this.#tracked();
    const total = { files: 0, added: 0, removed: 0 };
    for (const path of differing(this.#head, now)) {
      const [was, is] = [linesOf(this.#head.get(path)), linesOf(now.get(path))];
      total.files++;
      total.added += is.filter((line) => !was.includes(line)).length;
      total.removed += was.filter((line) => !is.includes(line)).length;
    }
    return total;
  }

  #tracked(): Files {
    const ignored = linesOf(this.files.get(".gitignore"));
    const all = [...this.files].filter(([path]) => !ours(path) && !ignored.includes(path));
    return new Map(all.sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  #put(files: Files): string {
    const hash = createHash("sha1")
      .update(JSON.stringify([...files]))
      .digest("hex");
    this.#trees.set(hash, files);
    return hash;
  }

  #durable(operation: () => void): void {
    if (this.#machine) this.#machine.durable(operation);
    else operation();
  }
}

function differing(before: Files, after: Files): string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name)).sort();
}

/** Of a text; none of what is no text. */
function linesOf(text = ""): string[] {
  return text.includes("\0") ? [] : text.split("\n").filter(Boolean);
}
