import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { CommandLine } from "./command-line.ts";
import type { Left } from "./state.ts";

// biome-ignore lint/suspicious/noExplicitAny: the documents of --json, of any version
type Json = Record<string, any>;

/** What came of going on with a project, without what differs from time to time: moments, ids, costs of a run's parts. */
export interface End {
  readonly code: number | null;
  /** What agents and commands did now, in order: each writes a line to `calls.log`. */
  readonly calls: readonly string[];
  /** Slug -> the keys that are the engine's. */
  readonly stories: Readonly<Record<string, Json>>;
  /** What the run said at its end, and what `runs show` says of it; of a refusal the error. */
  readonly run: unknown;
  /** How many checkpoints are left, and messages that nobody has taken. */
  readonly checkpoints: number;
  readonly messages: number;
}

/** What `--explain` says before: of a board each action's verdict; of a workflow file only that it says something. */
export async function explained(cli: CommandLine, { goOn }: Left, dir: string): Promise<unknown> {
  const { code, stdout } = await cli.run([...goOn, "--explain", "--json"], dir);
  const actions: Json[] | undefined = code === 0 && stdout !== "" ? JSON.parse(stdout).actions : undefined;
  return { code, ...(actions && { actions: actions.map(({ path, verdict }) => `${path} ${verdict}`) }) };
}

/** Goes on, and says what came of it. */
export async function goOnWith(cli: CommandLine, { goOn, files }: Left, dir: string): Promise<End> {
  const before = calls(dir).length;
  const { code, stdout } = await cli.run([...goOn, "--json"], dir);
  if (code === null) throw new Error(stdout);
  const events: Json[] = stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  const now = calls(dir).slice(before);
  const concurrent = "in-any-order" in files;
  return {
    code,
    calls: concurrent ? now.sort() : now,
    stories: storiesIn(dir),
    run: await runOf(cli, events, dir),
    checkpoints: filesIn(dir, /\.workflow-state[^/]*\.json$/).filter((path) => !path.includes("/runs/"))
      .length,
    messages: filesIn(dir, /\/inbox\/[^/]*\.json$/).length,
  };
}

function calls(dir: string): string[] {
  const file = join(dir, "calls.log");
  return existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean) : [];
}

function filesIn(dir: string, pattern: RegExp): string[] {
  const all = readdirSync(join(dir, ".agentic-sdlc"), { recursive: true, encoding: "utf8" });
  return all.map((path) => `/${path}`).filter((path) => pattern.test(path));
}

const owned = /^(status|branch|last_error|blocked_reason|.*_complete)$/;

function storiesIn(dir: string): Record<string, Json> {
  const files = filesIn(dir, /^\/(stories|backlog|ready|in-progress|done)\/[^/]*\.md$/).sort();
  const entries = files.map((path) => {
    const text = readFileSync(join(dir, ".agentic-sdlc", path), "utf8");
    const keys: Json = parse(/^---\n([\s\S]*?)\n---\n/.exec(text)?.[1] ?? "") ?? {};
    const kept = Object.entries(keys).filter(([key]) => owned.test(key));
    return [path.replace(/^\/(stories\/)?|\.md$/g, ""), Object.fromEntries(kept)] as const;
  });
  return Object.fromEntries(entries);
}

async function runOf(cli: CommandLine, events: readonly Json[], dir: string): Promise<unknown> {
  const ended = events.findLast(({ type }) => type === "run-ended");
  if (!ended)
    return { refused: events.at(-1)?.error?.message.replace(/run-[0-9a-z]+-[0-9a-f]{4}/g, "<run>") };
  const { stdout } = await cli.run(["runs", "show", ended.runId, "--json"], dir);
  const { run }: { run?: Json } = JSON.parse(stdout);
  // Where there was nothing to do, nothing is kept of the run.
  if (!run) return { status: ended.status, exitCode: ended.exitCode };
  return {
    status: run.status,
    exitCode: run.exitCode,
    costUsd: run.costUsd,
    said: {
      ...Object.fromEntries(["completed", "done", "failed", "interrupted"].map((key) => [key, ended[key]])),
      held: ended.held.map((one: Json | string) =>
        typeof one === "string" ? one : `${one.slug} ${one.kind}`,
      ),
      left: ended.left,
    },
    ...(ended.outputs && { outputs: ended.outputs }),
    actions: run.actions.map((one: Json) => `${one.path} ${one.outcome}`),
    current: run.current.map((one: Json) => one.path),
    blocked: run.blocked,
    ...(run.nodes && { nodes: run.nodes.map(nodeText) }),
  };
}

function nodeText({ path, kind, status, attempt, resumed, asked }: Json): string {
  const answers = (asked as Json[] | undefined)?.map(
    ({ question, answer }) => `${question} ${answer ?? "?"}`,
  );
  const more = [resumed === true && "resumed", ...(answers ?? [])].filter(Boolean);
  return [path, kind, `${status}${attempt === undefined ? "" : `#${attempt}`}`, ...more].join(" ");
}
