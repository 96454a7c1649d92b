import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { createAgent } from "../../adapters/agents/agents.ts";
import { attemptEnvironment } from "../../adapters/agents/environment.ts";
import { resultFile } from "../../adapters/agents/result-file.ts";
import { openTranscript } from "../../adapters/agents/transcript-writer.ts";
import { runShell } from "../../adapters/process/shell.ts";
import { endProcesses } from "../../adapters/process/survivors.ts";
import { createPrompts } from "../../adapters/prompts/prompts.ts";
import { createReporter } from "../../adapters/reporters/reporter.ts";
import { checkout } from "../../adapters/workspaces/checkout.ts";
import type { AgentConfig } from "../../domain/config.ts";
import { UserError } from "../../domain/errors.ts";
import { makeMask, secretValues } from "../../domain/mask.ts";
import { nearest } from "../../domain/nearest.ts";
import type { Reporter } from "../../engine/events.ts";
import type { Deps, Performer } from "../../engine/ports.ts";
import type { CommandContext } from "../context.ts";
import { type Project, sha256 } from "../project.ts";

/** Tells nobody. */
export const silent: Reporter = { event: () => {}, close: async () => {} };

export interface WireOptions {
  /** The agent for every action, instead of the config's. */
  readonly agent?: string;
  readonly reporter?: Reporter;
}

/** Everything a run needs, and the hash of all that defines it: story workflows and prompts. */
export interface Wired extends Deps {
  readonly definitionsHash: string;
}

/**
 * The one place where the engine meets its adapters.
 * @throws UserError exit 2 for a prompt of the project's own that is wrong.
 */
export async function wire(ctx: CommandContext, project: Project, options: WireOptions = {}): Promise<Wired> {
  const { root, config, workflows } = project;
  const environments = [ctx.env, ...Object.values(config.agents).map(ownEnvironment)];
  const mask = makeMask(environments.flatMap((env) => secretValues(env, config.secrets)));
  const actions = workflows.names.flatMap((name) => workflows.get(name).workflow.steps.map((s) => s.id));
  const prompts = createPrompts(root, config, [...new Set(actions)]);
  const agentNamed = (name: string) => {
    const agent = config.agents[name];
    return agent && createAgent(name, agent, { root, agents: config.agents });
  };
  const workspace = checkout(root);
  return {
    ...project,
    hash: sha256,
    definitionsHash: sha256(`${project.workflowsHash} ${prompts.definitionsHash}`),
    performerOf: (step) => performerOf(ctx, project, options.agent, step, agentNamed),
    agentNamed,
    workspaceOf: () => workspace,
    prompts,
    processes: {
      shell: runShell,
      end,
    },
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
    token: () => randomBytes(16).toString("hex"),
    mask,
    note(attemptDir, text) {
      const transcript = openTranscript(attemptDir, mask, () => {});
      transcript.write("event", text);
      transcript.close();
    },
    reporter: options.reporter ?? (await createReporter(ctx)),
  };
}

/** The variables that config gives an agent: secrets as any other's. */
function ownEnvironment(agent: AgentConfig): Readonly<Record<string, string>> {
  return "env" in agent ? (agent.env ?? {}) : {};
}

/** Nothing is started beside what is left of an earlier attempt. */
async function end(of: Parameters<typeof endProcesses>[0]): Promise<void> {
  const { left } = await endProcesses(of);
  if (left.length === 0) return;
  throw new UserError(1, `Processes of an earlier attempt cannot be ended: ${left.join(", ")}`, {
    why: "They belong to another user, or hang in the kernel.",
    fix: "End them, then: agentic-sdlc run --continue",
  });
}

/** Choice of agent: flag, then the action's config, then the config's, then AGENTIC_SDLC_AGENT. */
function performerOf(
  { env }: CommandContext,
  { config }: Project,
  asked: string | undefined,
  step: Parameters<Deps["performerOf"]>[0],
  agentNamed: Deps["agentNamed"],
): Performer {
  const own = config.actions[step.id];
  const name = asked ?? own?.agent ?? config.agent ?? env.AGENTIC_SDLC_AGENT;
  if (name === undefined) {
    throw new UserError(2, "No agent is configured", {
      why: 'Neither --agent, nor "agent" in .agentic-sdlc.json, nor AGENTIC_SDLC_AGENT names one.',
      fix: 'Add to .agentic-sdlc.json: "agents": {"mine": {"type": "command", "command": ["./agent.sh"]}}, "agent": "mine"',
    });
  }
  const agent = agentNamed(name);
  if (!agent) {
    const near = nearest(name, Object.keys(config.agents), 1)[0];
    throw new UserError(2, `There is no agent ${name}`, {
      why: `Configured: ${Object.keys(config.agents).join(", ") || "none"}`,
      fix: near === undefined ? 'Add it under "agents" in .agentic-sdlc.json' : `Did you mean ${near}?`,
    });
  }
  return { agent, access: own?.access ?? step.access, ...(own?.model ? { model: own.model } : {}) };
}
