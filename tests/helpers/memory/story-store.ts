import { createHash } from "node:crypto";
import { UserError } from "../../../src/domain/errors.ts";
import type { Owned } from "../../../src/domain/journal/story-record.ts";
import { resolveDependency } from "../../../src/domain/story/board.ts";
import { bodyWithoutOwnedSections, writeSections } from "../../../src/domain/story/sections.ts";
import {
  type Board,
  type BrokenStory,
  type Status,
  type Story,
  type StoryPatch,
  statuses,
} from "../../../src/domain/story/story.ts";
import type { StoryStore } from "../../../src/engine/ports/story-store.ts";
import type { MemoryClock } from "./clock.ts";
import type { Machine } from "./machine.ts";

/** Keys of a file whose values make no story of it; `story` is what it would be without them. */
interface Broken {
  readonly story: Story;
  readonly wrong: Readonly<Record<string, unknown>>;
}

/** A board whose files are stories already, by path. A person edits it with `files.set`. */
export class MemoryStoryStore implements StoryStore {
  readonly files = new Map<string, Story>();
  readonly broken = new Map<string, Broken>();
  readonly #machine: Machine;
  readonly #clock: MemoryClock;

  constructor(machine: Machine, clock: MemoryClock) {
    this.#machine = machine;
    this.#clock = clock;
  }

  /** Gives keys of a story's file values that make no story of it. */
  spoil(path: string, wrong: Broken["wrong"]): void {
    this.broken.set(path, { story: this.files.get(path)!, wrong });
    this.files.delete(path);
  }

  load(): Board {
    return {
      stories: [...this.files.values()],
      broken: [...this.broken.values()].map(shown),
      layout: "flat",
    };
  }

  read(path: string): Story | BrokenStory | undefined {
    const broken = this.broken.get(path);
    return broken ? shown(broken) : this.files.get(path);
  }

  patch(path: string, make: (fresh: Story) => StoryPatch): Story {
    for (let tries = 0; tries < 20; tries++) {
      if (this.broken.has(path)) throw new UserError(3, `Story at ${path} is broken`);
      const fresh = this.files.get(path);
      if (!fresh) throw new UserError(1, `Story at ${path} no longer exists`);
      const patched = this.#patched(fresh, make(fresh));
      if (this.files.get(path) !== fresh) continue;
      this.#machine.durable(() => this.files.set(path, patched));
      return patched;
    }
    throw new UserError(7, `Could not save ${path}`);
  }

  mend(path: string, owned: Owned): Readonly<Record<string, unknown>> {
    const broken = this.broken.get(path);
    if (!broken || !Object.keys(broken.wrong).every(isOwned)) return {};
    const set = Object.fromEntries(Object.keys(broken.wrong).map((key) => [key, owned[key] ?? null]));
    this.#machine.durable(() => {
      this.broken.delete(path);
      this.files.set(path, this.#patched(broken.story, { set }));
    });
    return broken.wrong;
  }

  dependency(board: Board, name: string): Story | undefined {
    return resolveDependency(board.stories, name);
  }

  inputHash(story: Story): string {
    const { title, type, priority, labels, assignee, effort, dependencies, epic, body } = story;
    const own = bodyWithoutOwnedSections(body);
    return hashOf([title, type, priority, labels, assignee, effort, dependencies, epic, own]);
  }

  #patched(fresh: Story, { set = {}, sections = {} }: StoryPatch): Story {
    const flags = { ...fresh.flags };
    const keys: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(set)) {
      if (value === undefined) continue;
      if (key.endsWith("_complete") && value === null) delete flags[key];
      else if (key.endsWith("_complete")) flags[key] = value === true;
      else keys[names[key]!] = value ?? undefined;
    }
    if ("status" in keys && !statuses.includes(keys.status as Status)) {
      throw new UserError(1, `Cannot write ${fresh.path}`);
    }
    const { hash, ...changed } = {
      ...fresh,
      ...keys,
      flags,
      body: writeSections(fresh.body, sections, "\n"),
    };
    const { hash: _hash, ...before } = fresh;
    if (hashOf(before) === hashOf(changed)) return fresh;
    const story = { ...changed, updated: this.#clock.now().toISOString().slice(0, 10) };
    return { ...story, hash: hashOf(story) };
  }
}

/** Owned keys, by the field of a story that they are. */
const names: Readonly<Record<string, keyof Story>> = {
  ...{ status: "status", branch: "branch", pr_url: "prUrl", last_error: "lastError" },
  ...{ blocked_reason: "blockedReason", updated: "updated" },
};

const isOwned = (key: string) => key in names || key.endsWith("_complete");

const hashOf = (value: unknown) => createHash("sha256").update(JSON.stringify(value)).digest("hex");

function shown({ story: { slug, path, id, title }, wrong }: Broken): BrokenStory {
  return { slug, path, id, title, problem: { message: `wrong: ${Object.keys(wrong)}`, fix: "Correct it" } };
}
