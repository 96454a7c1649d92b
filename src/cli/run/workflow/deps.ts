import { quietEnvironment } from "../../../adapters/agents/environment.ts";
import type { Value } from "../../../domain/expression/ast.ts";
import { secretValues, shortestNamed } from "../../../domain/text/mask.ts";
import type { AskPerson } from "../../../engine/workflow/people/people.ts";
import type { WorkflowDeps } from "../../../engine/workflow/walk/walk.ts";
import type { CommandContext } from "../../context.ts";
import type { Project } from "../../project.ts";
import { canAsk } from "../../terminal.ts";
import { performerNamed } from "../performer.ts";
import type { Wired } from "../wire.ts";
import { askPerson } from "./ask-person.ts";

/** What a workflow file's run needs of the outside, beside what stories do. */
export function workflowDeps(
  ctx: CommandContext,
  project: Project,
  wired: Wired,
  { secrets, agent }: { readonly secrets: ReadonlyMap<string, string>; readonly agent?: string },
): Omit<WorkflowDeps, "readText"> {
  const { root, config } = project;
  return {
    ...wired,
    root,
    variables: ctx.env,
    scriptEnv: quietEnvironment(ctx.env, []),
    agentEnv: quietEnvironment(ctx.env, config.agentEnv.deny),
    secrets: secretNames(ctx, project, secrets),
    boardStories: () => storyValues(project),
    performerFor: (step) => performerNamed(ctx.env, project, agent ?? step.agent, step),
    ...(canAsk(ctx) ? { askPerson: asking(ctx, wired) } : {}),
  };
}

/** While a person reads and types, nothing else is printed. */
function asking(ctx: CommandContext, { reporter }: Wired): AskPerson {
  return async (asked, signal) => {
    const goOn = reporter.hold?.();
    try {
      return await askPerson(ctx, asked, signal);
    } finally {
      goOn?.();
    }
  };
}

function secretNames(
  { env }: CommandContext,
  { config }: Project,
  inputs: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && secretValues({ [name]: value }, config.secrets).length > 0)
      names.set(`$${name}`, value);
  }
  for (const [name, value] of inputs)
    if (value.length >= shortestNamed) names.set(`secret input ${name}`, value);
  return names;
}

/** Stories as expressions see them. */
export function storyValues({ stories }: Project): Value {
  return stories.load().stories.map((story) => {
    const { id, slug, title, status, type, priority, epic, labels, path, blockedReason } = story;
    return {
      ...{ id, slug, title, status, type, priority, path, labels },
      epic: epic ?? null,
      blocked: blockedReason !== undefined,
    };
  });
}
