import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { loadBoard } from "../../adapters/files/story/board.ts";
import { createStory } from "../../adapters/files/story/create.ts";
import { suggestion } from "../../domain/config/validate.ts";
import { UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import { findStory } from "../../domain/story/board.ts";
import { efforts, storyTypes } from "../../domain/story/story.ts";
import { safeLine } from "../../domain/text/safe.ts";
import type { CommandContext } from "../context.ts";
import { decode, readInput } from "../input.ts";
import { printJson } from "../json.ts";
import { boardRoot } from "../root.ts";
import type { AddOptions } from "./definition.ts";

/** Adds a story to the board. Throws UserError: exit 2 for what it cannot be, exit 7 where it cannot be saved. */
export async function add(ctx: CommandContext, given: string, options: AddOptions): Promise<ExitCode> {
  const title = safeLine(given);
  if (title === "") {
    throw new UserError(ExitCode.usage, "The title is empty", { fix: 'agentic-sdlc add "What you want"' });
  }
  const root = boardRoot(ctx.cwd);
  const spec = {
    title,
    type: oneOf("--type", options.type ?? "feature", storyTypes),
    priority: options.priority ?? 3,
    status: options.ready ? ("ready" as const) : ("backlog" as const),
    labels: words("--label", options.label),
    ...(options.epic === undefined ? {} : { epic: word("--epic", options.epic) }),
    ...(options.assignee === undefined ? {} : { assignee: word("--assignee", options.assignee) }),
    ...(options.effort === undefined ? {} : { effort: oneOf("--effort", options.effort, efforts) }),
    dependencies: dependencies(root, options.dependsOn ?? []),
    ...(options.quick ? { workflow: "quick" } : {}),
    ...(options.bodyFile === undefined ? {} : { body: await readBody(ctx, options.bodyFile) }),
  };
  const story = createStory(root, spec, ctx.now(), () => randomBytes(8).toString("hex"));
  if (ctx.json) {
    printJson(ctx, { story });
  } else {
    ctx.stdout.write(`✓ ${story.slug} (${story.status})\nNext: agentic-sdlc run\n`);
  }
  return ExitCode.ok;
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

async function readBody(ctx: CommandContext, file: string): Promise<string> {
  if (file === "-") return readInput(ctx);
  let bytes: Buffer;
  try {
    bytes = readFileSync(resolve(ctx.cwd, file));
  } catch (error) {
    throw new UserError(ExitCode.usage, `Cannot read --body-file ${file}`, {
      why: error instanceof Error ? error.message : String(error),
      fix: "Give a file that exists, or - for standard input",
    });
  }
  return decode(bytes, file);
}
