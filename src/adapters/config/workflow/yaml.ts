import { type Source, SyntaxProblem } from "../source/position.ts";
import { parseYaml } from "../source/yaml.ts";

/**
 * Reads the YAML of a workflow file, and knows what people get wrong where YAML and `${{ }}` meet.
 * @throws SyntaxProblem
 */
export function parseWorkflowYaml(text: string): Source {
  const source = parsed(text);
  checkCircles(source.value, new Set());
  return source;
}

function parsed(text: string): Source {
  try {
    return parseYaml(text);
  } catch (error) {
    if (!(error instanceof SyntaxProblem) || !error.position) throw error;
    const line = text.split("\n")[error.position.line - 1] ?? "";
    throw new SyntaxProblem(error.message, error.position, hint(line) ?? error.fix);
  }
}

function hint(line: string): string | undefined {
  if (/[{[,].*\$\{\{/.test(line)) return 'Within { } or [ ], put quotes around it: "${{ … }}"';
  if (line.includes("${{")) return "Put quotes around the whole text";
  if (/:\s+!/.test(line)) return 'Put quotes around what begins with !: "!failure()"';
  return undefined;
}

/** An alias within its own anchor makes data that holds itself, which nothing after this expects. */
function checkCircles(value: unknown, within: Set<unknown>): void {
  if (typeof value !== "object" || value === null) return;
  if (within.has(value)) throw new SyntaxProblem("an alias holds itself", undefined, "Write it out");
  within.add(value);
  for (const item of Object.values(value)) checkCircles(item, within);
  within.delete(value);
}
