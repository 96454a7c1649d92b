import { nearest } from "../text/nearest.ts";
import { safeLine, safeText } from "../text/safe.ts";
import { branchProblem } from "./branch.ts";
import { efforts, type Status, type Story, statuses, storyTypes } from "./story.ts";

/** What a story is beside its front matter. */
export interface StoryFile extends Pick<Story, "slug" | "path" | "body" | "hash"> {
  /** The status that stands where the file gives none: its kanban folder's. */
  readonly folder?: Status;
  /** The title where the file gives none. */
  readonly heading: () => string;
}

/** What is wrong with one key, and how to mend it. */
export interface FieldProblem {
  readonly key: string;
  readonly message: string;
  readonly fix: string;
}

type Data = Readonly<Record<string, unknown>>;

/** Path-safe: it names the story's folder of attempts. */
const idForm = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
/** The priority of a story that gives none. */
const usualPriority = 3;

/**
 * A story from its keys and its file. The first problem found is returned; unknown keys are no problem, a key without
 * a value is as good as absent.
 */
export function readFields(data: Data, file: StoryFile): Story | FieldProblem {
  try {
    return storyOf(data, file);
  } catch (error) {
    if (error instanceof Wrong) return error.problem;
    throw error;
  }
}

/** The keys of a file that is broken, as far as they can be told: to name it on the board. */
export function readableFields(data: Data): { id?: string; title?: string; status?: Status } {
  const { id, title } = data;
  const status = statuses.find((s) => s === data.status);
  return {
    ...(typeof id === "string" && idForm.test(id) ? { id } : {}),
    ...(typeof title === "string" ? { title: safeLine(title) } : {}),
    ...(status ? { status } : {}),
  };
}

function storyOf(data: Data, { slug, path, body, hash, folder, heading }: StoryFile): Story {
  return {
    id: idOf(data),
    slug,
    path,
    status: choice(data, "status", statuses) ?? folder ?? noStatus(),
    title: line(data.title, "title") ?? heading(),
    priority: priorityOf(data),
    type: choice(data, "type", storyTypes) ?? "feature",
    created: text(data.created, "created") ?? "",
    updated: text(data.updated, "updated") ?? "",
    labels: list(data, "labels"),
    assignee: line(data.assignee, "assignee"),
    effort: choice(data, "estimated_effort", efforts),
    dependencies: list(data, "dependencies"),
    epic: line(data.epic, "epic"),
    workflow: line(data.workflow, "workflow"),
    flags: flagsOf(data),
    branch: branchOf(data),
    prUrl: line(data.pr_url, "pr_url"),
    lastError: text(data.last_error, "last_error"),
    blockedReason: text(data.blocked_reason, "blocked_reason"),
    body,
    hash,
  };
}

class Wrong extends Error {
  readonly problem: FieldProblem;
  constructor(problem: FieldProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

function wrong(key: string, message: string, fix: string): never {
  throw new Wrong({ key, message, fix });
}

function noStatus(): never {
  return wrong("status", "status is missing", "Add status: backlog");
}

function idOf({ id }: Data): string {
  if (id === undefined || id === null || id === "") {
    return wrong("id", "id is missing", "Add an id that no other story has: agentic-sdlc add makes one");
  }
  if (typeof id !== "string")
    return wrong("id", `id is ${kindOf(id)}, not text`, `Quote it: id: '${shown(id)}'`);
  if (idForm.test(id)) return id;
  return wrong(
    "id",
    `id ${quoted(id)} cannot name a folder`,
    "Use letters, digits and . _ - only, 128 at most",
  );
}

function priorityOf({ priority }: Data): number {
  if (priority === undefined || priority === null) return usualPriority;
  if (typeof priority === "number" && Number.isFinite(priority)) return priority;
  return wrong(
    "priority",
    `priority is ${kindOf(priority)}, not a number`,
    "Write priority: 3 (lower is first)",
  );
}

function branchOf(data: Data): string | undefined {
  const branch = text(data.branch, "branch");
  const problem = branch === undefined ? undefined : branchProblem(branch);
  if (problem === undefined) return branch;
  return wrong(
    "branch",
    `branch ${quoted(branch ?? "")}: ${problem}`,
    "Remove the key: the runner names the branch",
  );
}

function flagsOf(data: Data): Record<string, boolean> {
  const flags: Record<string, boolean> = {};
  for (const key of Object.keys(data)) {
    if (!key.endsWith("_complete")) continue;
    const value = data[key];
    if (typeof value === "boolean") flags[key] = value;
    else if (value !== null)
      wrong(key, `${safeLine(key)} is ${kindOf(value)}`, `Write true or false, without quotes`);
  }
  return flags;
}

function choice<T extends string>(data: Data, key: string, words: readonly T[]): T | undefined {
  const value = data[key];
  if (value === undefined || value === null) return undefined;
  const known = words.find((word) => word === value);
  if (known !== undefined) return known;
  const near = nearest(String(value), words, 1)[0];
  const fix = near === undefined ? `Use one of ${words.join(", ")}` : `Did you mean ${near}?`;
  return wrong(
    key,
    `unknown ${key} ${quoted(shown(value))}`,
    `${fix}${near ? ` (${words.join(", ")})` : ""}`,
  );
}

function list(data: Data, key: string): readonly string[] {
  const value = data[key];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value))
    return wrong(key, `${key} is ${kindOf(value)}, not a list`, `Write ${key}: [one, two]`);
  return value.map((item) => {
    if (typeof item === "string") return safeLine(item);
    return wrong(key, `${key} holds ${kindOf(item)}`, `Quote it: ${key}: ['${shown(item)}']`);
  });
}

function text(value: unknown, key: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string") return safeText(value);
  return wrong(key, `${key} is ${kindOf(value)}, not text`, `Quote it: ${key}: '${shown(value)}'`);
}

/** An empty text is as good as none. */
function line(value: unknown, key: string): string | undefined {
  return safeLine(text(value, key) ?? "") || undefined;
}

function kindOf(value: unknown): string {
  if (value === null) return "empty";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  return typeof value === "string" ? "text" : `a ${typeof value}`;
}

/** A value as people would write it, short. */
function shown(value: unknown): string {
  return safeLine(typeof value === "object" ? "…" : String(value)).slice(0, 60);
}

function quoted(value: string): string {
  return `"${shown(value)}"`;
}
