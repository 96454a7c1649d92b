import { anyStory } from "../../app/view/find-story.ts";
import { storyReport } from "../../app/view/story.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import type { BrokenStory } from "../../domain/story/story.ts";
import { safeLine } from "../../domain/text/safe.ts";
import type { CommandContext } from "../context.ts";
import { printJson } from "../json.ts";
import { openHere } from "../open.ts";
import { styles } from "../style.ts";
import { storyJson, storyText } from "./text.ts";

/** Shows everything about a story; of a broken one, what is wrong with it. Reads only. */
export async function show(ctx: CommandContext, name: string): Promise<ExitCode> {
  const project = await openHere(ctx);
  const story = anyStory(project, name);
  if ("problem" in story) {
    showBroken(ctx, story);
    return ExitCode.ok;
  }
  const report = storyReport(project, story);
  if (ctx.json) {
    printJson(ctx, storyJson(report));
  } else {
    const look = { width: ctx.columns, style: styles(ctx.color), now: ctx.now() };
    ctx.stdout.write(`${storyText(report, look).join("\n")}\n`);
  }
  return ExitCode.ok;
}

function showBroken(ctx: CommandContext, story: BrokenStory): void {
  if (ctx.json) {
    printJson(ctx, { broken: story });
    return;
  }
  const { slug, path, problem } = story;
  const place = problem.line === undefined ? path : `${path}:${problem.line}`;
  ctx.stdout.write(`${safeLine(slug)} is broken\n  ${safeLine(`${place}: ${problem.message}`)}\n`);
  ctx.stdout.write(`  → ${safeLine(problem.fix)}\n`);
}
