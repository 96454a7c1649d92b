import { readdirSync } from "node:fs";
import { join } from "node:path";
import { readContents } from "./bytes.ts";
import { parseStory } from "./parse.ts";
import { boardFolder, isSlug, placeOf, storyFolders } from "./paths.ts";

/** A Markdown file below the board's folder that is no story by its place or name. */
export interface Stray {
  /** Relative to the project's root, with `/`. */
  readonly path: string;
  /** Of the story that it would be. */
  readonly id?: string;
  readonly message: string;
  readonly fix: string;
}

/** Folders of ours that hold no stories. */
const others = ["attempts", "leases", "outputs", "prompts", "runs", "workflows"];

/** The Markdown files of a project's board that are not on it, with why. Links are not followed. */
export function strayFiles(root: string): Stray[] {
  return markdownBelow(root, boardFolder).flatMap((path) => {
    const why = whyNot(path);
    if (!why) return [];
    const contents = readContents(join(root, path));
    const id = contents && "bytes" in contents ? parseStory(contents.bytes, path, "").id : undefined;
    return [{ path, ...(id === undefined ? {} : { id }), ...why }];
  });
}

function markdownBelow(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    const own = folder === boardFolder && others.includes(entry.name);
    if (entry.isDirectory()) return own ? [] : markdownBelow(root, path);
    return /\.md$/i.test(entry.name) ? [path] : [];
  });
}

/** Undefined for a story. */
function whyNot(path: string): { message: string; fix: string } | undefined {
  const [, folder = "", name = "", ...below] = path.split("/");
  const places = storyFolders as readonly string[];
  if (below.length > 0 || !places.includes(folder)) {
    const place = places.includes(folder) ? folder : "stories";
    return { message: "it lies in no folder of stories", fix: `Move it into ${boardFolder}/${place}/` };
  }
  if (!name.endsWith(".md"))
    return { message: "its name does not end with .md", fix: "Write the end of its name in small letters" };
  const slug = name.slice(0, -3);
  // One whose name cannot be shown is on the board, as broken.
  if (isSlug(slug) || placeOf(path)) return undefined;
  return { message: "its name is hidden, or holds a backslash", fix: "Rename the file" };
}
