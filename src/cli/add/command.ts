import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { addStory, type NewStory } from "../../app/add.ts";
import { UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import type { CommandContext } from "../context.ts";
import { decode, readInput } from "../input.ts";
import { printJson } from "../json.ts";

/** Adds a story to the board. Throws UserError: exit 2 for what it cannot be, exit 7 where it cannot be saved. */
export async function add(
  ctx: CommandContext,
  title: string,
  { bodyFile, ...given }: Omit<NewStory, "title" | "body"> & { readonly bodyFile?: string },
): Promise<ExitCode> {
  const body = bodyFile === undefined ? undefined : () => readBody(ctx, bodyFile);
  const story = await addStory(ctx, { ...given, title, body });
  if (ctx.json) {
    printJson(ctx, { story });
  } else {
    ctx.stdout.write(`✓ ${story.slug} (${story.status})\nNext: agentic-sdlc run\n`);
  }
  return ExitCode.ok;
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
