import { UserError } from "../errors.ts";
import { ExitCode } from "../exit-code.ts";
import { safeLine, safeText } from "../text/safe.ts";
import type { Effort, Status, StoryType } from "./story.ts";
import { formatScalar } from "./yaml-scalar.ts";

/** A story to be added, as a person asked for it. */
export interface StorySpec {
  readonly title: string;
  readonly type?: StoryType;
  readonly priority?: number;
  readonly status: Status;
  readonly labels?: readonly string[];
  readonly assignee?: string;
  readonly effort?: Effort;
  /** Ids or slugs. */
  readonly dependencies?: readonly string[];
  readonly epic?: string;
  readonly workflow?: string;
  /** Markdown; `# <title>` where there is none. */
  readonly body?: string;
}

/** Written with every story, so that people see what they can set and clear. */
const flags = ["research_complete", "plan_complete", "implementation_complete", "reviews_complete"];

/** The text of a new story's file. `date`: `YYYY-MM-DD`. Throws UserError (exit 2) for an empty title. */
export function newStoryText(spec: StorySpec & { readonly id: string; readonly date: string }): string {
  const title = safeLine(spec.title);
  if (title === "") {
    throw new UserError(ExitCode.usage, "The title is empty", { fix: 'agentic-sdlc add "What you want"' });
  }
  const lines = [
    `id: ${formatScalar(spec.id)}`,
    `title: ${formatScalar(title)}`,
    `priority: ${spec.priority ?? 3}`,
    `status: ${spec.status}`,
    `type: ${spec.type ?? "feature"}`,
    `created: '${spec.date}'`,
    `updated: '${spec.date}'`,
    `labels: ${list(spec.labels ?? [])}`,
    ...text("assignee", spec.assignee),
    ...text("estimated_effort", spec.effort),
    ...(spec.dependencies?.length ? [`dependencies: ${list(spec.dependencies)}`] : []),
    ...text("epic", spec.epic),
    ...text("workflow", spec.workflow),
    ...(spec.workflow === undefined ? flags.map((flag) => `${flag}: false`) : []),
  ];
  const body = safeText((spec.body ?? "").replaceAll("\r\n", "\n")).trimEnd();
  return `---\n${lines.join("\n")}\n---\n${body === "" ? `# ${title}` : body}\n`;
}

function text(key: string, value: string | undefined): string[] {
  return value === undefined ? [] : [`${key}: ${formatScalar(safeLine(value))}`];
}

function list(values: readonly string[]): string {
  return `[${values.map((value) => formatScalar(safeLine(value), "plain", true)).join(", ")}]`;
}
