import type { KnownAgent } from "../../app/agents/known.ts";
import type { AgentsReport } from "../../app/agents/report.ts";
import type { Use } from "../../app/agents/uses.ts";
import { programTypes, setups } from "../../domain/agent/types.ts";
import { safeLine } from "../../domain/text/safe.ts";
import type { Style } from "../style.ts";
import { table } from "../table.ts";

/** `agents --json`. */
export function agentsJson({ agents, versions, uses }: AgentsReport): object {
  return {
    agents: agents.map((agent) => {
      const { name, config, configured, file, missing, fix } = agent;
      const version = versions.get(name);
      return {
        ...{ name, type: config.type, configured, found: missing === undefined },
        ...{ file: file ?? null, version: version && "version" in version ? version.version : null },
        model: "model" in config ? (config.model ?? null) : null,
        problem: missing ?? (version && "problem" in version ? version.problem : null),
        ...(fix === undefined ? {} : { fix }),
        abilities: agent.abilities,
      };
    }),
    actions: uses.map(({ action, performer, fallback, problem }) => ({
      action,
      agent: performer?.agent.name ?? null,
      model: performer?.model ?? null,
      access: performer?.access ?? null,
      fallback: fallback ?? null,
      ...(problem ? { problem: problem.message } : {}),
    })),
  };
}

/** `agents`, as lines of at most `width` columns. */
export function agentsText(report: AgentsReport, style: Style, width: number): string[] {
  const { agents } = report;
  const there = agents.filter(({ missing }) => missing === undefined);
  const absent = agents.filter(({ missing, configured }) => missing !== undefined && !configured);
  const shown = agents.filter((agent) => !absent.includes(agent));
  const programs = absent.map(({ name }) => name).join(", ");
  const can = [
    "",
    style.bold("What each can do"),
    ...table(abilityRows(there), "  ", width),
    style.dim("  own: up to the agent; more of it: docs/agents.md"),
    "",
    "Next: agentic-sdlc agents test (asks each that an action uses; costs a little)",
  ];
  return [
    style.bold("Agents"),
    ...agentLines(shown, report.versions, width),
    ...(there.length > 0 && absent.length > 0 ? [style.dim(`  not installed: ${programs}`)] : []),
    ...(there.length > 0 ? [] : howToInstall()),
    "",
    style.bold("Who does what"),
    ...table(useRows(report.uses), "  ", width),
    ...(there.length > 0 ? can : []),
  ];
}

/** A line for each, and below it, never cut, what is wrong with it. */
function agentLines(
  agents: readonly KnownAgent[],
  versions: AgentsReport["versions"],
  width: number,
): string[] {
  const lines = table(
    agents.map((agent) => agentRow(agent, versions.get(agent.name))),
    "  ",
    width,
  );
  return agents.flatMap(({ name, missing, fix }, at) => {
    const version = versions.get(name);
    const problem = version && "problem" in version ? [safeLine(version.problem)] : [];
    const wrong = missing === undefined ? problem : [safeLine(missing), `→ ${safeLine(fix ?? "")}`];
    return [lines[at]!, ...wrong.map((line) => `     ${line}`)];
  });
}

function agentRow(agent: KnownAgent, version: ReturnType<AgentsReport["versions"]["get"]>): string[] {
  const { name, config, configured, file, missing } = agent;
  const mark = missing !== undefined ? "✗" : version && "problem" in version ? "!" : "✓";
  // A command of config's own says where it is.
  const place = file === undefined || ("command" in config && config.command) ? [] : [file];
  const known = version && "version" in version ? version.version : "";
  return [mark, name, known, [...(configured ? added(config) : []), ...place].join(", ")];
}

/** What config says of an agent; of variables their names alone, for their values may be secret. */
function added(config: KnownAgent["config"]): string[] {
  switch (config.type) {
    case "replay":
      return [`plays ${config.cassette}`];
    case "record":
      return [`records ${config.agent} in ${config.cassette}`];
    default: {
      const { type, env = {}, price } = config;
      const { model, args = [] } = "model" in config || "args" in config ? config : {};
      return [
        config.command ? `${type}: ${config.command.join(" ")}` : type,
        ...(model === undefined ? [] : [`model ${model}`]),
        ...(args.length === 0 ? [] : [args.join(" ")]),
        ...(Object.keys(env).length === 0 ? [] : [`sets ${Object.keys(env).join(", ")}`]),
        ...(price ? [`priced $${price.inputPerMTok}/$${price.outputPerMTok} per million tokens`] : []),
      ];
    }
  }
}

/** Actions that are done alike share a line. */
function useRows(uses: readonly Use[]): string[][] {
  const rows = new Map<string, string[]>();
  for (const use of uses) {
    const how = howText(use);
    const before = rows.get(how.join("\n"))?.[0];
    rows.set(how.join("\n"), [before === undefined ? use.action : `${before}, ${use.action}`, ...how]);
  }
  return [...rows.values()];
}

function howText({ performer, fallback, problem }: Use): string[] {
  if (!performer) return ["nobody", problem?.message ?? ""];
  const { agent, model, access } = performer;
  const name = model === undefined ? agent.name : `${agent.name} ${model}`;
  return [name, access, ...(fallback === undefined ? [] : [`else ${fallback}`])];
}

function abilityRows(agents: readonly KnownAgent[]): string[][] {
  const rows = agents.map(({ name, abilities: can }) => {
    return [name, can.sessions, can.schema, can.usage, can.budget, can.read, can.write];
  });
  return [["", "sessions", "schema", "usage", "budget", "read", "write"], ...rows];
}

function howToInstall(): string[] {
  return [
    "  None is here. Install one, and log in:",
    ...table(
      programTypes.map((type) => [type, setups[type].install, setups[type].login]),
      "    ",
    ),
    '  or bring your own: "agents": {"mine": {"type": "command", "command": ["./agent.sh"]}}, "agent": "mine"',
  ];
}
