import { randomBytes } from "node:crypto";
import { loadBoard } from "../adapters/files/story/board.ts";
import { createStory } from "../adapters/files/story/create.ts";
import { suggestion } from "../domain/config/validate.ts";
import { UserError } from "../domain/errors.ts";
import { ExitCode } from "../domain/exit-code.ts";
import { findStory } from "../domain/story/board.ts";
import { efforts, type Story, storyTypes } from "../domain/story/story.ts";
import { safeLine } from "../domain/text/safe.ts";
import type { World } from "./open.ts";
import { boardRoot } from "./root.ts";

/** A story to be added, as people write it. */
export interface NewStory {
  readonly title: string;
  readonly type?: string;
  readonly priority?: number;
  readonly label?: readonly string[];
  readonly epic?: string;
  readonly dependsOn?: readonly string[];
  readonly assignee?: string;
  readonly effort?: string;
  /** Reads its text. */
  readonly body?: () => Promise<string>;
  /** It needs no refinement. */
  readonly ready?: boolean;
  /** Implemented and reviewed only. */
  readonly quick?: boolean;
}

/** Adds a story to the board. Throws UserError: exit 2 for what it cannot be, exit 7 where it cannot be saved. */
export async function addStory({ cwd, now }: Pick<World, "cwd" | "now">, given: NewStory): Promise<Story> {
  const title = safeLine(given.title);
  if (title === "") {
    throw new UserError(ExitCode.usage, "The title is empty", { fix: 'agentic-sdlc add "What you want"' });
  }
  const root = boardRoot(cwd);
  const spec = {
    title,
    type: oneOf("--type", given.type ?? "feature", storyTypes),
    priority: given.priority ?? 3,
    status: given.ready ? ("ready" as const) : ("backlog" as const),
    labels: words("--label", given.label),
    ...(given.epic === undefined ? {} : { epic: word("--epic", given.epic) }),
    ...(given.assignee === undefined ? {} : { assignee: word("--assignee", given.assignee) }),
    ...(given.effort === undefined ? {} : { effort: oneOf("--effort", given.effort, efforts) }),
    dependencies: dependencies(root, given.dependsOn ?? []),
    ...(given.quick ? { workflow: "quick" } : {}),
    ...(given.body === undefined ? {} : { body: await given.body() }),
  };
  return createStory(root, spec, now(), () => randomBytes(8).toString("hex"));
}

function oneOf<T extends string>(option: string, given: string, known: readonly T[]): T {
  const found = known.find((name) => name === given.toLowerCase());
  if (found) return found;
  throw new UserError(ExitCode.usage, `${option} cannot be ${JSON.stringify(given)}`, {
    why: `Known: ${known.join(", ")}`,
    fix: suggestion(given, known),
  });
}

function words(option: string, given: readonly string[] = []): string[] {
  return [...new Set(given.flatMap((text) => text.split(",")).map((text) => word(option, text)))];
}

function word(option: string, given: string): string {
  const text = safeLine(given);
  if (text !== "") return text;
  throw new UserError(ExitCode.usage, `${option} is empty`, { fix: `Give it a name: ${option} checkout` });
}

/** By slug, as people write them; each must be a story of the board. */
function dependencies(root: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const board = loadBoard(root);
  return [...new Set(names.map((name) => findStory(board, name).slug))];
}
