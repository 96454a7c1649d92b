import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type CliResult, runCli } from "./cli.ts";
import { journalIn, scratchBoard } from "./scratch-board.ts";

/** A project with workflow files and nothing else; its scripts append to `log` in its root. */
export class WorkflowProject {
  readonly dir: string;
  readonly env: Readonly<Record<string, string>>;

  constructor(dir: string, files: Readonly<Record<string, string>> = {}, env: Record<string, string> = {}) {
    this.dir = dir;
    this.env = { ...scratchBoard(dir, []).env, ...env };
    for (const [name, text] of Object.entries(files)) this.write(name, text);
  }

  write(name: string, text: string): void {
    const path = join(this.dir, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  remove(name: string): void {
    rmSync(join(this.dir, name), { recursive: true, force: true });
  }

  has(name: string): boolean {
    return existsSync(join(this.dir, name));
  }

  read(name: string): string {
    return readFileSync(join(this.dir, name), "utf8");
  }

  /** What the scripts logged, a line each, in order. */
  log(name = "log"): string[] {
    return this.has(name) ? this.read(name).split("\n").filter(Boolean) : [];
  }

  /** All that lies in its `.agentic-sdlc`, as one text. */
  kept(): string {
    const root = join(this.dir, ".agentic-sdlc");
    const names = readdirSync(root, { recursive: true, encoding: "utf8" });
    const files = names.map((name) => join(root, name)).filter((path) => statSync(path).isFile());
    return files.map((path) => readFileSync(path, "utf8")).join("\n");
  }

  cli(...args: string[]): Promise<CliResult> {
    return runCli(args, { cwd: this.dir, env: this.env, timeoutMs: 50_000 });
  }

  run(...args: string[]): Promise<CliResult> {
    return this.cli("run", ...args);
  }

  /** A run's events, and how it ended. */
  async events(...args: string[]): Promise<Ran> {
    const { code, stdout, stderr } = await this.run(...args, "--json");
    const events = stdout
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line));
    const ended = events.find(({ type }) => type === "run-ended");
    return { code, stderr, events, outputs: ended?.outputs ?? {}, status: ended?.status };
  }

  /** The ids of all runs, oldest first. */
  runIds(): string[] {
    const runs = join(this.dir, ".agentic-sdlc/runs");
    return existsSync(runs) ? readdirSync(runs).filter((name) => name.startsWith("run-")) : [];
  }

  /** The records of the newest run's journal. */
  journal(): Record<string, unknown>[] {
    return journalIn(join(this.dir, ".agentic-sdlc/runs", this.runIds().sort().at(-1) ?? ""));
  }

  /** The names of checkpoints of unfinished runs. */
  checkpoints(): string[] {
    return readdirSync(join(this.dir, ".agentic-sdlc")).filter((name) =>
      /^\.workflow-state.*json$/.test(name),
    );
  }

  /** Every node of the newest run: its path and where it stands. */
  async nodes(): Promise<Record<string, string>> {
    const { stdout } = await this.cli("runs", "show", this.runIds().sort().at(-1)!, "--json");
    const { run } = JSON.parse(stdout) as { run: { nodes: { path: string; status: string }[] } };
    return Object.fromEntries(run.nodes.map(({ path, status }) => [path, status]));
  }
}

interface Ran {
  readonly code: number | null;
  readonly stderr: string;
  // biome-ignore lint/suspicious/noExplicitAny: events are looked at as an outsider would
  readonly events: any[];
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly status: string | undefined;
}

type Keys = Readonly<Record<string, unknown>>;

/** A workflow file's text: JSON is YAML too. */
export function workflow(steps: readonly Keys[], more: Keys = {}): string {
  return JSON.stringify({ name: "test", steps, ...more }, undefined, 2);
}

export function script(id: string, run: string, more: Keys = {}): Keys {
  return { id, type: "script", run, ...more };
}

/** A step that logs its id. */
export function logging(id: string, more: Keys = {}): Keys {
  return script(id, `echo ${id} >> log`, more);
}

/** A step that logs its id, and fails until there is a file `ok`. */
export function failing(id: string, more: Keys = {}): Keys {
  return script(id, `echo ${id} >> log; test -e ok`, more);
}

export function child(id: string, path: string, more: Keys = {}): Keys {
  return { id, type: "workflow", path, ...more };
}
