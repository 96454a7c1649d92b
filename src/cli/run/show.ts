import { join } from "node:path";
import { attemptFolder, segment, storyFolder } from "../../adapters/files/layout.ts";
import type { AssessedBoard } from "../../domain/decide/story/assess.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import { noExecution } from "../../domain/journal/apply.ts";
import type { StoryExecution } from "../../domain/journal/execution.ts";
import type { Board } from "../../domain/story/story.ts";
import { safeText } from "../../domain/text/safe.ts";
import { sessionToGoOnIn } from "../../engine/attempt/performer.ts";
import type { Deps } from "../../engine/deps.ts";
import { performerFor } from "../../engine/story/performer.ts";
import type { CommandContext } from "../context.ts";
import { printJson } from "../json.ts";
import type { Project } from "../project.ts";
import { explainAll } from "./plan.ts";

type Assessed = AssessedBoard & { board: Board; executions: ReadonlyMap<string, StoryExecution> };

/** `--dry-run`: exactly the queue that the real run would start with. */
export function printQueue(ctx: CommandContext, { queue, held }: Assessed): ExitCode {
  if (ctx.json) {
    printJson(ctx, { queue, held });
    return ExitCode.ok;
  }
  const width = Math.max(0, ...queue.map((q) => q.path.length));
  const lines = queue.map((q) => `${q.path.padEnd(width)}  ${q.reason}`);
  if (queue.length === 0) lines.push("Nothing would run.");
  for (const h of held)
    if (h.kind !== "unselected" || queue.length === 0)
      lines.push(`not queued: ${h.slug}: ${h.kind}: ${h.reason}`);
  ctx.stdout.write(`${safeText(lines.join("\n"))}\n`);
  return ExitCode.ok;
}

/** `--explain`: a verdict per action, and why. */
export function printExplanation(ctx: CommandContext, deps: Deps, assessed: Assessed): ExitCode {
  const explained = explainAll(deps, assessed);
  if (ctx.json) {
    printJson(ctx, { actions: explained });
    return ExitCode.ok;
  }
  const path = Math.max(0, ...explained.map((e) => e.path.length));
  const verdict = Math.max(0, ...explained.map((e) => e.verdict.length));
  for (const e of explained) {
    ctx.stdout.write(
      `${safeText(`${e.path.padEnd(path)}  ${e.verdict.padEnd(verdict)}  ${e.why}`.trimEnd())}\n`,
    );
  }
  return ExitCode.ok;
}

/** `--show-prompt`: what the agent of the first action would be told. */
export function printPrompt(
  ctx: CommandContext,
  deps: Deps,
  assessed: Assessed,
  { layout }: Pick<Project, "layout">,
): ExitCode {
  const top = assessed.queue[0];
  const story = assessed.board.stories.find((s) => s.id === top?.storyId);
  const decision = story && assessed.decisions.get(story.id);
  if (!top || !story || decision?.next.kind !== "start" || decision.next.step.type !== "action") {
    if (ctx.json) printJson(ctx, { path: null, agent: null, prompt: null });
    else ctx.stderr.write("No agent would be asked anything now.\n");
    return ExitCode.ok;
  }
  const { step, attempt, after } = decision.next;
  const execution = assessed.executions.get(story.id) ?? noExecution;
  const performer = performerFor(deps, step, execution);
  const { agent } = performer;
  const resumes = sessionToGoOnIn(after, performer) === undefined ? undefined : after;
  const { prompt } = deps.prompts.render({
    story,
    step,
    workflow: deps.workflowOf(story),
    attempt,
    execution,
    checks: step.checks ? deps.config.checks : [],
    resumes,
    readText: (text) => deps.executions.readText(story.id, text),
    attemptDir: (a) => join(storyFolder(layout, story.id), attemptFolder(segment(a.action), a.attempt)),
  });
  if (ctx.json) printJson(ctx, { path: top.path, agent: agent.name, prompt });
  else ctx.stdout.write(`${safeText(prompt)}\n`);
  return ExitCode.ok;
}
