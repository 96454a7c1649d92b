import type { Finding } from "../../config/schema.ts";
import { readsAny } from "../../expression/references.ts";
import type { Template } from "../../expression/template.ts";
import type { Children, WorkflowDefinition } from "./definition.ts";
import { findingAt, type Use } from "./uses.ts";

/** What they are written to: prompts and messages are shown, keys and outputs are recorded. */
const writtenDown = ["foreach", "key", "prompt", "message", "story", "outputs"];

/**
 * A secret may go where it is not written down: into commands, their standard input and environment, conditions, and
 * secret inputs of children.
 */
export function checkSecrets(
  { inputs, env }: WorkflowDefinition,
  uses: readonly Use[],
  children: Children,
): Finding[] {
  const secretInputs = new Set(Object.keys(inputs).filter((name) => inputs[name]?.secret));
  if (secretInputs.size === 0) return [];
  const everywhere = tainted(env, { inputs: secretInputs, env: new Set() });
  return uses.flatMap((use) => {
    if (!isWrittenDown(use, children)) return [];
    const own = tainted(use.step?.step.env ?? {}, { inputs: secretInputs, env: everywhere });
    const secrets = { inputs: secretInputs, env: new Set([...everywhere, ...own]) };
    return readsAny(use.expression, secrets).map(({ name, at }) =>
      findingAt(
        use,
        at,
        `${name} is secret, and would be written down here`,
        "Pass it through env:, stdin: or a secret input",
      ),
    );
  });
}

/** Env names whose value holds a secret. */
function tainted(
  env: Readonly<Record<string, Template | object>>,
  secrets: Parameters<typeof readsAny>[1],
): Set<string> {
  const names = Object.entries(env).flatMap(([name, template]) => {
    const parts = "parts" in template ? template.parts : [];
    const read = parts.some(
      (part) => part.kind === "expression" && readsAny(part.expression, secrets).length > 0,
    );
    return read ? [name] : [];
  });
  return new Set(names);
}

function isWrittenDown({ key, step, path }: Use, children: Children): boolean {
  if (key !== "inputs" || !step) return writtenDown.includes(key);
  const child = children.get(step.step.id);
  return child !== undefined && !child.inputs[String(path[3])]?.secret;
}
