import { ExitCode } from "../../domain/exit-code.ts";
import type { BrokenStory, Story } from "../../domain/story/story.ts";
import { safeLine } from "../../domain/text/safe.ts";
import type { CommandContext } from "../context.ts";
import { printJson } from "../json.ts";
import { openProject, type Project } from "../project.ts";
import { anyStory } from "../story/find.ts";
import { sectionTitles } from "../story/headings.ts";
import type { StoryReport } from "../story/report.ts";
import { styles } from "../style.ts";
import { viewStory } from "../view.ts";
import { storyJson, storyText } from "./text.ts";

/** Shows everything about a story; of a broken one, what is wrong with it. Reads only. */
export async function show(ctx: CommandContext, name: string): Promise<ExitCode> {
  const project = await openProject(ctx);
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

function storyReport(project: Project, story: Story): StoryReport {
  const { execution, assessment, dependencies, holder } = viewStory(project, story);
  return {
    story,
    workflow: project.workflowOf(story).name,
    progress: assessment.progress.get(story.id) ?? [],
    next: assessment.queue.find((queued) => queued.storyId === story.id),
    held: assessment.held.find((held) => held.storyId === story.id),
    dependencies: dependencies.map(({ name, story: found }) => ({ name, status: statusOf(found) })),
    sections: sectionTitles(story.body),
    execution,
    limits: project.config.limits,
    holder,
    pendingMessages: project.executions.pendingMessages(story.id),
  };
}

function statusOf(story: Story | BrokenStory | undefined): string {
  if (story === undefined) return "unknown";
  return "problem" in story ? "broken" : story.status;
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
