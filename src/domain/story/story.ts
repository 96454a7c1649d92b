/** Where a story stands: a column of the board. In the order of the work. */
export const statuses = ["backlog", "ready", "in-progress", "done"] as const;
export type Status = (typeof statuses)[number];

export const storyTypes = ["feature", "bug", "chore", "spike"] as const;
export type StoryType = (typeof storyTypes)[number];

export const efforts = ["small", "medium", "large"] as const;
export type Effort = (typeof efforts)[number];

/** One Markdown file with front matter: the unit of intent. Plain data, as read from the file. */
export interface Story {
  readonly id: string;
  /** File name without `.md`. */
  readonly slug: string;
  /** Relative to the project's root, with `/`: `.agentic-sdlc/stories/add-dark-mode.md`. */
  readonly path: string;
  readonly title: string;
  /** Lower first; 3 when the file gives none. */
  readonly priority: number;
  readonly status: Status;
  readonly type: StoryType;
  /** `YYYY-MM-DD`, or "" */
  readonly created: string;
  readonly updated: string;
  readonly labels: readonly string[];
  readonly assignee?: string;
  readonly effort?: Effort;
  /** Ids or slugs. */
  readonly dependencies: readonly string[];
  readonly epic?: string;
  /** Name of the story workflow the file asks for. */
  readonly workflow?: string;
  /** Every `*_complete` key of the front matter. */
  readonly flags: Readonly<Record<string, boolean>>;
  readonly branch?: string;
  readonly prUrl?: string;
  readonly lastError?: string;
  readonly blockedReason?: string;
  /** Everything after the front matter. */
  readonly body: string;
  /** sha256 (hex) of the whole file's bytes. */
  readonly hash: string;
}

/** A story file that cannot be run: shown on the board with file, line and fix, never dropped. */
export interface BrokenStory {
  readonly slug: string;
  readonly path: string;
  /** Known only where the front matter could be read that far. */
  readonly id?: string;
  readonly title?: string;
  readonly status?: Status;
  readonly problem: Problem;
}

/** What is wrong in a file, and how to mend it. */
export interface Problem {
  readonly message: string;
  /** 1-based line in the file. */
  readonly line?: number;
  readonly fix: string;
}

/** All stories of a project, as one reading found them. */
export interface Board {
  readonly stories: readonly Story[];
  readonly broken: readonly BrokenStory[];
  /** `flat`: `stories/*.md`. `folders`: `{backlog,ready,in-progress,done}/*.md`. */
  readonly layout: "flat" | "folders";
}

/** A change to keys the engine owns. `null` removes a key; `undefined` leaves it. */
export interface StoryPatch {
  /** Front matter keys by their name in the file: `status`, `plan_complete`, `blocked_reason`, … */
  readonly set?: Readonly<Record<string, string | number | boolean | null | undefined>>;
  /** Owned sections by step id (`research`, `plan`, `review`, `refine`), text without the section's own heading. */
  readonly sections?: Readonly<Record<string, { readonly heading: string; readonly text: string }>>;
}
