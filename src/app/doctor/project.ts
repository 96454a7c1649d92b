import { copyFileSync, existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { findAgents, lookUp } from "../../adapters/config/detect.ts";
import { boardDir, missingIgnores, writeIgnores } from "../../adapters/config/project-files.ts";
import type { readSettings } from "../../adapters/config/settings.ts";
import { formatProblem } from "../../adapters/config/source/problems.ts";
import { loadBoard } from "../../adapters/files/story/board.ts";
import { programTypes } from "../../domain/agent/types.ts";
import { type AgentConfig, agentConfig, type Config } from "../../domain/config/config.ts";
import { workflowFor } from "../../domain/definition/story/set.ts";
import { backupName } from "./backup.ts";
import { type Check, ok, problem, warning } from "./check.ts";

type Settings = Awaited<ReturnType<typeof readSettings>>;

export function checkConfig(settings: Settings): Check[] {
  if (settings.problems.length > 0) {
    return settings.problems.map((it) => problem("config", formatProblem(it), it.fix));
  }
  const own = settings.workflows.names.filter((name) => settings.workflows.get(name).source !== "built in");
  return [
    settings.exists
      ? ok("config", ".agentic-sdlc.json")
      : warning("config", "no .agentic-sdlc.json: the defaults count", "agentic-sdlc init writes one"),
    ...own.map((name) =>
      ok("workflows", `story workflow ${name} from ${settings.workflows.get(name).source}`),
    ),
  ];
}

/** Looks only: no agent is started. */
export function checkAgents(
  root: string,
  env: Readonly<Record<string, string | undefined>>,
  { config, problems }: Settings,
): Check[] {
  if (problems.length > 0) return [];
  const known = findAgents(env);
  const missing =
    config.agent === undefined && known.length === 0
      ? [
          warning(
            "agents",
            `no agent is configured, and none of ${programTypes.join(", ")} is on PATH: run is refused`,
            'Install one, or write "agents" and "agent" in .agentic-sdlc.json',
          ),
        ]
      : [];
  const seen = known.length > 0 ? [ok("agents", `on PATH: ${known.join(", ")}`)] : [];
  return [
    ...missing,
    ...seen,
    ...[...new Set([...Object.keys(config.agents), ...namedIn(config)])].flatMap((name) => {
      const agent = agentConfig(config.agents, name);
      return agent ? [checkAgent(root, env, name, agent)] : [];
    }),
  ];
}

/** The agents that config has do something. */
function namedIn({ agent, actions }: Config): string[] {
  const steps = Object.values(actions).flatMap((action) => [action.agent, action.fallback]);
  return [agent, ...steps].filter((name) => name !== undefined);
}

function checkAgent(
  root: string,
  env: Readonly<Record<string, string | undefined>>,
  name: string,
  agent: AgentConfig,
): Check {
  switch (agent.type) {
    case "replay": {
      if (existsSync(resolve(root, agent.cassette)))
        return ok("agents", `agent ${name}: plays ${agent.cassette}`);
      const text = `agent ${name}: ${agent.cassette} is not there`;
      return problem("agents", text, `Correct agents.${name}.cassette`);
    }
    case "record":
      return ok("agents", `agent ${name}: records ${agent.agent} in ${agent.cassette}`);
    default: {
      const found = lookUp(agent.command?.[0] ?? agent.type, root, { ...env, ...agent.env });
      if (found.missing === undefined) return ok("agents", `agent ${name}: ${found.file}`);
      const fix =
        agent.command === undefined
          ? `Install ${agent.type}, or name another agent`
          : `Make it a program that can be started, or correct agents.${name}.command`;
      return problem("agents", `agent ${name}: ${found.missing}`, fix);
    }
  }
}

export function checkGitignore(root: string, now: Date): Check[] {
  const file = join(root, boardDir, ".gitignore");
  const missing = missingIgnores(root);
  if (missing.length === 0) return [ok("gitignore", `${boardDir}/.gitignore`)];
  const text = `${boardDir}/.gitignore lacks ${missing.join(", ")}: one machine's state may get into git`;
  return [
    warning("gitignore", text, "agentic-sdlc doctor --fix adds it", () => {
      if (existsSync(file)) copyFileSync(file, backupName(file, now));
      writeIgnores(root);
      return `${boardDir}/.gitignore: added ${missing.join(", ")}`;
    }),
  ];
}

export function checkStories(root: string, settings: Settings): Check[] {
  const { stories, broken, layout } = loadBoard(root);
  const lost = stories.flatMap((story) => {
    const found = workflowFor(story, settings.config, settings.workflows);
    return "problem" in found
      ? [problem("stories", `${story.path}: ${found.problem.message}`, found.problem.fix)]
      : [];
  });
  return [
    ok("stories", `${stories.length} ${stories.length === 1 ? "story" : "stories"} (${layout} layout)`),
    ...broken.map(({ path, problem: { message, line, fix } }) =>
      problem("stories", `${line === undefined ? path : `${path}:${line}`}: ${message}`, fix),
    ),
    ...(settings.problems.length === 0 ? lost : []),
  ];
}
