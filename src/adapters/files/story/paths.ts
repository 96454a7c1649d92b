import { type Status, statuses } from "../../../domain/story/story.ts";

/** The folder of everything that is ours, relative to the project's root. */
export const boardFolder = ".agentic-sdlc";

/** Folders that hold stories, in the order they are read: a story that moves on meanwhile is met again, not missed. */
export const storyFolders = ["stories", ...statuses] as const;
/** One of them. */
export type StoryFolder = (typeof storyFolders)[number];

/** A story file's place, taken from its path relative to the project's root. */
export interface Place {
  readonly folder: StoryFolder;
  readonly slug: string;
  /** The status that the folder stands for; undefined in the flat layout. */
  readonly status?: Status;
}

/** The path of a story, relative to the project's root, with `/`. */
export function storyPath(folder: StoryFolder, slug: string): string {
  return `${boardFolder}/${folder}/${slug}.md`;
}

/** Where a path says that a story is; undefined for any path that is not a story's, and for all that lead elsewhere. */
export function placeOf(path: string): Place | undefined {
  const [top, folder, file, ...more] = path.split("/");
  const known = storyFolders.find((name) => name === folder);
  const slug = file?.endsWith(".md") ? file.slice(0, -3) : "";
  if (top !== boardFolder || known === undefined || more.length > 0 || !isSlug(slug) || !isShowable(slug))
    return undefined;
  return known === "stories" ? { folder: known, slug } : { folder: known, slug, status: known };
}

/** Whether a name can be a story's: it stays in its folder, and is not hidden. */
export function isSlug(name: string): boolean {
  return name !== "" && name.length <= 250 && !name.startsWith(".") && !/[/\\\0]/.test(name);
}

/** Whether a name has no control characters, and was UTF-8 on disk: others cannot be shown, or not even opened. */
export function isShowable(name: string): boolean {
  return !/[\p{Cc}\ufffd]/u.test(name);
}
