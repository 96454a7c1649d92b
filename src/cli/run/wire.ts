import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { createAgent } from "../../adapters/agents/agents.ts";
import { resultFile } from "../../adapters/agents/command/result-file.ts";
import { attemptEnvironment } from "../../adapters/agents/environment.ts";
import { openTranscript } from "../../adapters/agents/transcript/writer.ts";
import { sha256 } from "../../adapters/files/durable/sha256.ts";
import { checkout } from "../../adapters/git/checkout.ts";
import { processes } from "../../adapters/process/processes.ts";
import { createPrompts } from "../../adapters/prompts/prompts.ts";
import { createReporter } from "../../adapters/reporters/reporter.ts";
import { type ActionConfig, type AgentConfig, agentConfig } from "../../domain/config/config.ts";
import { makeMask, secretValues } from "../../domain/text/mask.ts";
import type { Deps } from "../../engine/deps.ts";
import type { Reporter } from "../../engine/ports/reporter.ts";
import type { Workspace } from "../../engine/ports/workspace.ts";
import type { CommandContext } from "../context.ts";
import type { Project } from "../project.ts";
import { performerOf } from "./performer.ts";

/** Tells nobody. */
export const silent: Reporter = { event: () => {}, close: async () => {} };

export interface WireOptions {
  /** The agent for every action, instead of the config's. */
  readonly agent?: string;
  readonly reporter?: Reporter;
  /** Values to be masked beside those of the environment, however short. */
  readonly secrets?: readonly string[];
}

/** Everything a run needs, and the hash of all that defines it: story workflows and prompts. */
export interface Wired extends Deps {
  /** The checkout, for all who work in it: its guard tells what one of them changed from what was there. */
  readonly workspace: Workspace;
  readonly definitionsHash: string;
}

/** Replaces what is secret in texts; `secrets`: values beside those of the environment. */
export function maskOf(
  { env }: CommandContext,
  { config }: Project,
  secrets: readonly string[] = [],
): (text: string) => string {
  const given = [...Object.values(config.agents), ...Object.values(config.actions)];
  const known = [env, ...given.map(ownEnvironment)].flatMap((one) => secretValues(one, config.secrets));
  return makeMask([...known, ...secrets], secrets);
}

/**
 * The one place where the engine meets its adapters.
 * @throws UserError exit 2 for a prompt of the project's own that is wrong.
 */
export async function wire(ctx: CommandContext, project: Project, options: WireOptions = {}): Promise<Wired> {
  const { root, config, workflows } = project;
  const mask = maskOf(ctx, project, options.secrets);
  const actions = workflows.names.flatMap((name) => workflows.get(name).workflow.steps.map((s) => s.id));
  const prompts = createPrompts(root, config, [...new Set(actions)]);
  const agentNamed = (name: string) => {
    const agent = agentConfig(config.agents, name);
    return agent && createAgent(name, agent, { root, agents: config.agents });
  };
  const workspace = checkout(root);
  return {
    ...project,
    hash: sha256,
    definitionsHash: sha256(`${project.workflowsHash} ${prompts.definitionsHash}`),
    performerOf: (step) => performerOf(ctx.env, project, options.agent, step),
    agentNamed,
    workspace,
    workspaceOf: () => workspace,
    prompts,
    processes,
    environment: ({ story, attemptDir, ...facts }) =>
      attemptEnvironment(
        ctx.env,
        {
          ...facts,
          storyId: story.id,
          storySlug: story.slug,
          storyFile: join(root, story.path),
          resultFile: resultFile(attemptDir),
        },
        config.agentEnv.deny,
      ),
    token: randomUUID,
    mask,
    note(attemptDir, text) {
      const transcript = openTranscript(attemptDir, mask, () => {});
      transcript.write("event", text);
      transcript.close();
    },
    reporter: options.reporter ?? (await createReporter(ctx)),
  };
}

/** The variables that config gives an agent, or an agent in one step: secrets as any other's. */
function ownEnvironment(given: AgentConfig | ActionConfig): Readonly<Record<string, string>> {
  return "env" in given ? (given.env ?? {}) : {};
}
