import { programTypes } from "../agent/types.ts";
import type { WorkflowSet } from "../definition/story/set.ts";
import { nearest } from "../text/nearest.ts";
import type { Finding, Path } from "./schema.ts";
import { suggestion } from "./validate.ts";

/**
 * What the schema cannot say about a config: agents that are named must be there, and a recording agent must in the
 * end reach one that works. Takes the data as it was written, however wrong, so that all problems are told at once.
 */
export function checkAgents(data: unknown): Finding[] {
  const own = keysAt(data, ["agents"]);
  const names = [...new Set([...own, ...programTypes])];
  const uses: Path[] = [
    ["agent"],
    ...keysAt(data, ["actions"]).flatMap((step) => [
      ["actions", step, "agent"],
      ["actions", step, "fallback"],
    ]),
    ...own.map((name) => ["agents", name, "agent"]),
  ];
  const unknown = uses.flatMap((path) => {
    const name = valueAt(data, path);
    return typeof name === "string" && !names.includes(name) ? [unknownAgent(path, name, names)] : [];
  });
  return [...unknown, ...own.flatMap((name) => [...checkProgram(data, name), ...checkCircle(data, name)])];
}

function checkProgram(data: unknown, name: string): Finding[] {
  const path = ["agents", name, "command", 0];
  const program = valueAt(data, path);
  if (typeof program !== "string" || program.trim() !== "") return [];
  return [{ path, message: "the program is empty", fix: "Write the program's name or path first" }];
}

function checkCircle(data: unknown, name: string): Finding[] {
  const seen = new Set<unknown>();
  let at: unknown = name;
  while (typeof at === "string" && !seen.has(at)) {
    seen.add(at);
    at = valueAt(data, ["agents", at, "agent"]);
  }
  if (at === undefined || !seen.has(at)) return [];
  const path = ["agents", name, "agent"];
  return [{ path, message: "agents record each other in a circle", fix: "Name an agent of another type" }];
}

/** Steps and workflows that the config names must exist. Takes the data as it was written, too. */
export function checkReferences(data: unknown, workflows: WorkflowSet): Finding[] {
  const all = workflows.names.flatMap((name) => workflows.get(name).workflow.steps.map(({ id }) => id));
  const steps = [...new Set(all)];
  const unknownSteps = ["actions", "gates"].flatMap((key) =>
    keysAt(data, [key])
      .filter((step) => !steps.includes(step))
      .map((step) => ({
        path: [key, step],
        message: `no story workflow has a step ${JSON.stringify(step)}`,
        fix: suggestion(step, steps),
      })),
  );
  const unknownWorkflows = keysAt(data, ["workflows"]).flatMap((type): Finding[] => {
    const path = ["workflows", type];
    const name = valueAt(data, path);
    if (typeof name !== "string" || workflows.names.includes(name)) return [];
    const message = `unknown story workflow ${JSON.stringify(name)}`;
    return [{ path, message, fix: suggestion(name, workflows.names) }];
  });
  return [...unknownSteps, ...unknownWorkflows];
}

function unknownAgent(path: Path, name: string, names: readonly string[]): Finding {
  const message = `unknown agent ${JSON.stringify(name)}`;
  const near = nearest(name, names, 1).length > 0 || names.length > programTypes.length;
  if (near) return { path, message, fix: suggestion(name, names) };
  const example = `"agents": { ${JSON.stringify(name)}: { "type": "command", "command": ["./agent.sh"] } }`;
  return { path, message, fix: `Name one of ${names.join(", ")}, or add it: ${example}` };
}

function keysAt(data: unknown, path: Path): string[] {
  const value = valueAt(data, path);
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, key) => {
    const holds = typeof at === "object" && at !== null && Object.hasOwn(at, key);
    return holds ? (at as Record<string | number, unknown>)[key] : undefined;
  }, data);
}
