import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { createAgent } from "../adapters/agents/agents.ts";
import { resultFile } from "../adapters/agents/command/result-file.ts";
import { attemptEnvironment } from "../adapters/agents/environment.ts";
import { openTranscript } from "../adapters/agents/transcript/writer.ts";
import { sha256 } from "../adapters/files/durable/sha256.ts";
import { checkout } from "../adapters/git/checkout.ts";
import { processes } from "../adapters/process/processes.ts";
import { createPrompts } from "../adapters/prompts/prompts.ts";
import { agentConfig } from "../domain/config/config.ts";
import type { Deps } from "../engine/deps.ts";
import type { Reporter } from "../engine/ports/reporter.ts";
import type { Workspace } from "../engine/ports/workspace.ts";
import { performerOf } from "./agents/performer.ts";
import { maskOf } from "./mask.ts";
import type { Project } from "./open.ts";

/** Tells nobody. */
const silent: Reporter = { event: () => {}, close: async () => {} };

/** What may be built otherwise. */
export interface WireOptions {
  /** The agent for every action, instead of the config's. */
  readonly agent?: string | undefined;
  /** Nobody is told without it. */
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

/**
 * Builds what a run needs of the outside: the one place where the engine meets its adapters.
 * @throws UserError exit 2 for a prompt of the project's own that is wrong.
 */
export function wire(project: Project, options: WireOptions = {}): Wired {
  const { root, env: own, config, workflows } = project;
  const mask = maskOf(own, config, options.secrets);
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
    performerOf: (step) => performerOf(own, project, options.agent, step),
    agentNamed,
    workspace,
    workspaceOf: () => workspace,
    prompts,
    processes,
    environment: ({ story, attemptDir, ...facts }) =>
      attemptEnvironment(
        own,
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
    reporter: options.reporter ?? silent,
  };
}
