import { quietEnvironment } from "../../adapters/agents/environment.ts";
import type { Value } from "../../domain/expression/ast.ts";
import { secretValues, shortestNamed } from "../../domain/text/mask.ts";
import type { AskPerson } from "../../engine/workflow/people/people.ts";
import type { WorkflowDeps } from "../../engine/workflow/walk/walk.ts";
import { performerNamed } from "../agents/performer.ts";
import type { Project } from "../open.ts";
import type { Wired } from "../wire.ts";

interface FileMeans {
  /** Secret inputs, by what to call them. */
  readonly secrets: ReadonlyMap<string, string>;
  /** The agent for every step, instead of its own. */
  readonly agent: string | undefined;
  readonly askPerson: AskPerson | undefined;
}

/** What a workflow file's run needs of the outside, beside what stories do. */
export function workflowDeps(
  project: Project,
  wired: Wired,
  { secrets, agent, askPerson }: FileMeans,
): Omit<WorkflowDeps, "readText"> {
  const { root, env, config } = project;
  return {
    ...wired,
    root,
    variables: env,
    scriptEnv: quietEnvironment(env, []),
    agentEnv: quietEnvironment(env, config.agentEnv.deny),
    secrets: secretNames(project, secrets),
    boardStories: () => storyValues(project),
    performerFor: (step) => performerNamed(env, project, agent ?? step.agent, step),
    ...(askPerson ? { askPerson: quietly(askPerson, wired) } : {}),
  };
}

/** While a person reads and types, nothing else is printed. */
function quietly(askPerson: AskPerson, { reporter }: Wired): AskPerson {
  return async (asked, signal) => {
    const goOn = reporter.hold?.();
    try {
      return await askPerson(asked, signal);
    } finally {
      goOn?.();
    }
  };
}

function secretNames(
  { env, config }: Project,
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
