import { isSegment, longestSegment } from "../text/names.ts";
import { nearest } from "../text/nearest.ts";
import { safeLine } from "../text/safe.ts";
import { branchProblem, isOurBranch } from "./branch.ts";
import { type FieldProblem, OddValues } from "./odd-values.ts";
import { efforts, type Status, type Story, statuses, storyTypes } from "./story.ts";

/** What a story is beside its front matter. */
export interface StoryFile extends Pick<Story, "slug" | "path" | "body" | "hash"> {
  /** The status that stands where the file gives none: its kanban folder's. */
  readonly folder?: Status;
  /** The title where the file gives none. */
  readonly heading: () => string;
}

/** A story as its keys give it, and what is odd about them: the nearest sensible value counts. */
export interface ReadStory {
  readonly story: Story;
  readonly odd: readonly FieldProblem[];
}

type Data = Readonly<Record<string, unknown>>;

/**
 * A story from its keys and its file, or the first problem that breaks it. Unknown keys are no problem, a key without a
 * value is as good as absent, and what is only odd is told beside the story.
 */
export function readFields(data: Data, file: StoryFile): ReadStory | FieldProblem {
  const { slug, path, body, hash, folder, heading } = file;
  const id = idOf(data);
  if (typeof id !== "string") return id;
  const status = statusOf(data, folder);
  if (typeof status !== "string") return status;
  const values = new OddValues(data);
  const branch = values.text("branch");
  const problem = branch === undefined ? undefined : branchProblem(branch);
  if (problem !== undefined) {
    const fix = "Remove the key: the runner names the branch";
    return { key: "branch", message: `branch ${quoted(branch)}: ${problem}`, fix };
  }
  if (branch !== undefined && !isOurBranch(branch))
    values.tell(
      "branch",
      `branch ${quoted(branch)} is not ours: nothing is written to it`,
      "Leave it, or remove it",
    );
  const story: Story = {
    id,
    slug,
    path,
    status,
    title: values.line("title") ?? heading(),
    priority: values.priority(),
    type: values.choice("type", storyTypes, {}) ?? "feature",
    created: values.text("created") ?? "",
    updated: values.text("updated") ?? "",
    labels: values.list("labels"),
    assignee: values.line("assignee"),
    effort: values.choice("estimated_effort", efforts, shortEfforts),
    dependencies: values.list("dependencies"),
    epic: values.line("epic"),
    workflow: values.line("workflow"),
    flags: values.flags(),
    branch,
    prUrl: values.line("pr_url"),
    lastError: values.text("last_error"),
    blockedReason: values.text("blocked_reason"),
    body,
    hash,
  };
  return { story, odd: values.odd };
}

const shortEfforts = { xs: "small", s: "small", m: "medium", l: "large", xl: "large" } as const;

/** The keys of a file that is broken, as far as they can be told: to name it on the board. */
export function readableFields(data: Data): { id?: string; title?: string; status?: Status } {
  const { title } = data;
  const id = idOf(data);
  const status = statuses.find((s) => s === data.status);
  return {
    ...(typeof id === "string" ? { id } : {}),
    ...(typeof title === "string" ? { title: safeLine(title) } : {}),
    ...(status ? { status } : {}),
  };
}

function idOf({ id }: Data): string | FieldProblem {
  const key = "id";
  if (id === undefined || id === null || id === "") {
    return {
      key,
      message: "id is missing",
      fix: "Add an id that no other story has: agentic-sdlc add makes one",
    };
  }
  if (typeof id !== "string") {
    const kind = typeof id === "object" ? (Array.isArray(id) ? "a list" : "a mapping") : `a ${typeof id}`;
    return { key, message: `id is ${kind}, not text`, fix: `Quote it: id: '${shown(id)}'` };
  }
  if (isSegment(id)) return id;
  const fix = `Use letters, digits and . _ - only, ${longestSegment} bytes at most`;
  return { key, message: `id ${quoted(id)} cannot name a folder`, fix };
}

function statusOf({ status }: Data, folder: Status | undefined): Status | FieldProblem {
  const key = "status";
  if (status === undefined || status === null || status === "")
    return folder ?? { key, message: "status is missing", fix: "Add status: backlog" };
  const known = statuses.find((word) => word === status);
  if (known !== undefined) return known;
  const near = nearest(String(status).trim(), statuses, 1)[0];
  const all = statuses.join(", ");
  const unseen = typeof status === "string" && statuses.some((word) => word === status.trim());
  return {
    key,
    message: unseen
      ? `status ${quoted(status)} has a blank of another kind at its end or beginning`
      : `unknown status ${quoted(status)}`,
    fix:
      near === undefined
        ? `Use one of ${all}`
        : unseen
          ? `Type it anew: status: ${near}`
          : `Did you mean ${near}? (${all})`,
  };
}

/** A value as people would write it, short. */
function shown(value: unknown): string {
  return safeLine(typeof value === "object" ? "…" : String(value)).slice(0, 60);
}

function quoted(value: unknown): string {
  return `"${shown(value)}"`;
}
