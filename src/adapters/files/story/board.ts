import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../../domain/errors.ts";
import { ExitCode } from "../../../domain/exit-code.ts";
import { validateBoard } from "../../../domain/story/check.ts";
import { lineOfKey } from "../../../domain/story/front-matter.ts";
import type { Board, BrokenStory, Story } from "../../../domain/story/story.ts";
import { errorCode } from "../durable/write.ts";
import { readContents, type Stamp, sameStamp, stampOf } from "./bytes.ts";
import { isBroken } from "./parse.ts";
import { boardFolder, isSlug, type Place, type StoryFolder, storyFolders, storyPath } from "./paths.ts";
import { oneOfTwins, readAt } from "./read.ts";

/** Reads all stories of a project. Throws UserError (exit 2) where there is no board. */
export function loadBoard(root: string): Board {
  return new BoardReader(root).read();
}

interface Cached {
  readonly story: Story | BrokenStory;
  readonly stamp: Stamp | undefined;
  /** A change within the file system's clock tick would go unseen: a file that is this young is read again. */
  readonly settled: boolean;
}

/** File systems tick as slowly as every two seconds. */
const tickMs = 2_000;
/** Listings during which files may keep moving between folders. */
const mostListings = 5;

/** Reads the board again and again; files that did not change are not read again. */
export class BoardReader {
  private readonly root: string;
  private cache = new Map<string, Cached>();
  private last: Board | undefined;

  constructor(root: string) {
    this.root = root;
  }

  /** The board as it stands now; the same object when nothing changed. Throws UserError (exit 2) without a board. */
  read(): Board {
    if (!existsSync(join(this.root, boardFolder))) throw noBoard(this.root);
    for (let listing = 1; ; listing++) {
      const { places, layout } = listStories(this.root);
      const cache = this.readAll(places, listing < mostListings);
      if (cache === undefined) continue;
      const changed =
        cache.size !== this.cache.size || [...cache].some(([path, c]) => this.cache.get(path) !== c);
      this.cache = cache;
      if (this.last === undefined || changed || this.last.layout !== layout) {
        this.last = { ...this.validated(), layout };
      }
      return this.last;
    }
  }

  /** Undefined when a listed file was gone (it may have moved to a folder that was already listed), if that matters. */
  private readAll(places: readonly Place[], strict: boolean): Map<string, Cached> | undefined {
    const now = Date.now();
    const cache = new Map<string, Cached>();
    for (const place of places) {
      const path = storyPath(place.folder, place.slug);
      const known = this.cache.get(path);
      const found = this.isUnchanged(path, known) ? known : this.fresh(path, place, known, now);
      if (found) cache.set(path, found);
      else if (strict) return undefined;
    }
    return cache;
  }

  private isUnchanged(path: string, known: Cached | undefined): known is Cached {
    if (!known?.settled || !known.stamp) return false;
    const stamp = stampOf(`${this.root}/${path}`);
    return stamp !== undefined && sameStamp(stamp, known.stamp);
  }

  private fresh(path: string, place: Place, known: Cached | undefined, now: number): Cached | undefined {
    const reading = readAt(this.root, path, place);
    if (!reading) return undefined;
    const { story, contents } = reading;
    const stamp = contents?.stamp;
    const settled = stamp !== undefined && now - stamp.ctimeMs > tickMs && now - stamp.mtimeMs > tickMs;
    const same = known && sameStory(known.story, story) && known.settled === settled;
    if (same && known.stamp && stamp && sameStamp(known.stamp, stamp)) return known;
    return { story, stamp, settled };
  }

  private validated(): Omit<Board, "layout"> {
    const stories: Story[] = [];
    const broken: BrokenStory[] = [];
    for (const story of this.withoutTwins()) {
      if (isBroken(story)) broken.push(story);
      else stories.push(story);
    }
    return validateBoard(stories, broken, (story, key) => this.lineOf(story, key));
  }

  private withoutTwins(): readonly (Story | BrokenStory)[] {
    const files = Array.from(this.cache.values(), ({ story }) => story);
    if (new Set(files.map(({ slug }) => slug)).size === files.length) return files;
    const bySlug = new Map<string, (Story | BrokenStory)[]>();
    for (const file of files) {
      const same = bySlug.get(file.slug);
      if (same) same.push(file);
      else bySlug.set(file.slug, [file]);
    }
    return [...bySlug.values()].flatMap((same) => oneOfTwins(same) ?? same);
  }

  private lineOf(story: Story, key: string): number | undefined {
    const contents = readContents(join(this.root, story.path));
    return contents && "bytes" in contents ? lineOfKey(contents.bytes.toString("utf8"), key) : undefined;
  }
}

function sameStory(a: Story | BrokenStory, b: Story | BrokenStory): boolean {
  return !isBroken(a) && !isBroken(b) && a.hash === b.hash;
}

/** Files of the board's folders that are stories by name, in the order of their names, and how the board is laid out. */
function listStories(root: string): { places: Place[]; layout: Board["layout"] } {
  const places: Place[] = [];
  const folders: StoryFolder[] = [];
  for (const folder of storyFolders) {
    const names = namesIn(join(root, boardFolder, folder));
    if (names === undefined) continue;
    folders.push(folder);
    for (const name of names) {
      const slug = name.endsWith(".md") ? name.slice(0, -3) : "";
      if (!isSlug(slug)) continue;
      places.push(folder === "stories" ? { folder, slug } : { folder, slug, status: folder });
    }
  }
  return { places, layout: folders.length > 0 && !folders.includes("stories") ? "folders" : "flat" };
}

function namesIn(dir: string): string[] | undefined {
  try {
    return readdirSync(dir).sort();
  } catch (error) {
    const code = errorCode(error);
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new UserError(ExitCode.usage, `Cannot list ${dir}`, {
      why: error instanceof Error ? error.message : String(error),
      fix: "Make the folder readable",
    });
  }
}

function noBoard(root: string): UserError {
  return new UserError(ExitCode.usage, `There is no board in ${root}`, { fix: "agentic-sdlc init" });
}
