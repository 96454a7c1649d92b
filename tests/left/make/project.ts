import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { bin } from "../../helpers/cli.ts";
import { type Left, pack, programs } from "../../helpers/left/state.ts";

const killer = join(dirname(bin), "../tests/left/make/kill.mjs");

const quietGit = {
  PATH: process.env.PATH,
  HOME: "/nowhere",
  ...{ GIT_AUTHOR_NAME: "left", GIT_AUTHOR_EMAIL: "left@example.com" },
  ...{ GIT_COMMITTER_NAME: "left", GIT_COMMITTER_EMAIL: "left@example.com" },
};

/** When a runner is to be killed; see kill.mjs. */
export type KillAt = readonly (readonly ["record" | "file" | "before", string])[];

export interface Layout {
  /** Slug -> front matter beside id, title, status, type and created. */
  readonly stories?: Readonly<Record<string, object>>;
  readonly config?: object;
  /** What agents do, a line an attempt: `story[a]/implement#1 fail`. */
  readonly plan?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
}

interface Hanging {
  readonly signal?: NodeJS.Signals;
  readonly meanwhile?: () => Promise<unknown>;
  /** What is run is a program of the project's, which finds the programming interface in API. */
  readonly program?: boolean;
}

/** A project in a folder of its own, in which a state is made with the command line. */
export class Project {
  readonly dir: string;

  constructor(dir: string, { stories = {}, config, plan = [], files = {} }: Layout) {
    this.dir = dir;
    mkdirSync(join(dir, ".agentic-sdlc/stories"), { recursive: true });
    for (const [slug, keys] of Object.entries(stories)) this.story(slug, keys);
    const agents = {
      mine: { type: "command", command: ["./agent.sh"] },
      other: { type: "command", command: ["./agent.sh"] },
      stream: { type: "claude", command: ["./stream.sh"] },
    };
    this.write(".agentic-sdlc.json", JSON.stringify({ agents, agent: "mine", ...config }));
    cpSync(programs, dir, { recursive: true });
    this.write("plan", `${plan.join("\n")}\n`);
    for (const [path, text] of Object.entries(files)) this.write(path, text);
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.dir, path)), { recursive: true });
    writeFileSync(join(this.dir, path), text);
  }

  read(path: string): string {
    return readFileSync(join(this.dir, path), "utf8");
  }

  edit(path: string, change: (text: string) => string): void {
    const [before, after] = [this.read(path), change(this.read(path))];
    if (before === after) throw new Error(`nothing changed in ${path}`);
    this.write(path, after);
  }

  remove(path: string): void {
    rmSync(join(this.dir, path), { recursive: true });
  }

  folder(path: string): void {
    mkdirSync(join(this.dir, path), { recursive: true });
  }

  /** Makes it a repository, with all that is there committed. */
  repository(): void {
    const git = (...args: string[]) => execFileSync("git", args, { cwd: this.dir, env: quietGit });
    git("init", "-q", "--template=", "-b", "main");
    this.write(".gitignore", "calls.log\nhanging\n.agentic-sdlc/\n!.agentic-sdlc/stories/\n");
    git("add", "-A");
    git("commit", "-q", "-m", "all");
  }

  story(slug: string, keys: object, folder = "stories"): void {
    const all = {
      id: `story-${slug}`,
      title: slug,
      status: "backlog",
      type: "feature",
      created: "2026-01-08",
    };
    const front = Object.entries({ ...all, ...keys }).map(
      ([key, value]) => `${key}: ${JSON.stringify(value)}`,
    );
    this.write(`.agentic-sdlc/${folder}/${slug}.md`, `---\n${front.join("\n")}\n---\n# ${slug}\n`);
  }

  /** Runs the command line to its end, which must be this exit code. */
  async run(code: number, ...args: string[]): Promise<string> {
    const { child, text, ended } = this.#start(args);
    await ended;
    if (child.exitCode !== code) throw new Error(`${args.join(" ")}: exit ${child.exitCode}\n${text()}`);
    return text();
  }

  /** Runs it until it is killed at what `at` says. */
  async killed(at: KillAt, ...args: string[]): Promise<void> {
    const { child, text, ended } = this.#start(args, at);
    await ended;
    this.#endHanging();
    if (child.signalCode !== "SIGKILL") throw new Error(`${args.join(" ")}: not killed\n${text()}`);
  }

  /** Runs it until so many agents or commands hang, does `meanwhile`, and ends it with a signal. */
  async hanging(
    many: number,
    args: readonly string[],
    { signal = "SIGKILL", meanwhile, program = false }: Hanging = {},
  ): Promise<void> {
    const { child, text, ended } = this.#start(args, undefined, program);
    while (this.#hanging().length < many) {
      if (child.exitCode !== null) throw new Error(`${args.join(" ")}: exit ${child.exitCode}\n${text()}`);
      await delay(20);
    }
    // What it tells beside its process, and that this is recorded.
    await delay(300);
    await meanwhile?.();
    child.kill(signal);
    await ended;
    this.#endHanging();
  }

  /** Runs the board until its agent is at work, has a person say something, and kills it before that is taken. */
  async killedAtWork(words: readonly string[], args: readonly string[] = ["run", "--auto"]): Promise<void> {
    await this.hanging(1, args, { meanwhile: () => this.run(0, ...words) });
  }

  /** The id of the newest run. */
  async runId(): Promise<string> {
    return JSON.parse(await this.run(0, "runs", "--json")).runs[0].runId;
  }

  /**
   * All files as they are kept. Leases are given an owner of another boot of an unknown machine: wherever no other
   * machine can write to the disk, that is a dead one. Processes are given a start time that none has: nobody is to be
   * taken for them, and ended. Throws where anything of this machine is left.
   */
  pack(): Pick<Left, "files" | "modes"> {
    const { files, modes } = pack(this.dir);
    const kept = Object.entries(files).map(([path, content]) => {
      return [path, typeof content === "string" ? content : content.map(foreign)] as const;
    });
    for (const one of [tmpdir(), `"host":"${hostname()}"`, process.cwd()]) {
      const text = JSON.stringify(one).slice(1, -1);
      const where = kept.filter(([, content]) => JSON.stringify(content).includes(text));
      if (where.length > 0) throw new Error(`${one} in ${where.map(([path]) => path).join(", ")}`);
    }
    return { files: Object.fromEntries(kept), modes };
  }

  #start(args: readonly string[], at?: KillAt, program = false) {
    const child: ChildProcess = spawn(
      process.execPath,
      [...(at ? ["--import", killer] : []), ...(program ? [] : [bin]), ...args],
      {
        cwd: this.dir,
        env: {
          ...{ PATH: process.env.PATH, HOME: this.dir, LANG: "C.UTF-8", API: join(dirname(bin), "index.js") },
          ...(at ? { KILL_AT: JSON.stringify(at) } : {}),
        },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    let text = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream!.setEncoding("utf8").on("data", (more) => {
        text += more;
      });
    }
    // Not `close`: what it leaves running holds its output open.
    const ended = new Promise((resolve) => child.on("exit", () => setTimeout(resolve, 50)));
    return { child, ended, text: () => text };
  }

  #hanging(): number[] {
    const file = join(this.dir, "hanging");
    return existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean).map(Number) : [];
  }

  #endHanging(): void {
    for (const pid of this.#hanging()) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // Its runner has ended it.
      }
    }
    rmSync(join(this.dir, "hanging"), { force: true });
  }
}

/** A line of a journal or a lease without what could be taken for something of another machine; as long as before. */
function foreign(line: string): string {
  if (!/"sum":"[0-9a-f]{16}"\}$/.test(line)) return line;
  const { sum: _, ...said } = JSON.parse(line);
  const zeros = (text: string) => text.replace(/[0-9a-z]/g, "0");
  const { bootId, startTime } = said;
  const more =
    typeof bootId === "string"
      ? { bootId: zeros(bootId), host: "elsewhere", startTime: "1" }
      : typeof startTime === "string"
        ? { startTime: zeros(startTime) }
        : undefined;
  if (!more) return line;
  const body = JSON.stringify({ ...said, ...more }).slice(0, -1);
  return `${body},"sum":"${createHash("sha256").update(body).digest("hex").slice(0, 16)}"}`;
}
