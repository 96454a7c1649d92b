import type * as Yaml from "yaml";
import type { Path } from "../../../domain/config/schema.ts";
import { yamlPackage } from "../../files/story/yaml.ts";
import { PositionMap, positionAt, type Source, SyntaxProblem } from "./position.ts";
import { offsetInScalar } from "./yaml-offset.ts";

/**
 * Reads one YAML document.
 * @throws SyntaxProblem, for an alias bomb and an unknown tag too
 */
export function parseYaml(text: string): Source {
  const yaml = yamlPackage();
  const doc = yaml.parseDocument(text, { prettyErrors: false, merge: true });
  const problem = doc.errors[0] ?? doc.warnings[0];
  if (problem?.code === "MULTIPLE_DOCS") {
    const at = positionAt(text, problem.pos[0]);
    throw new SyntaxProblem("a second document begins here", at, "Give it a file of its own");
  }
  if (problem) {
    const message = problem.message.split("\n")[0] ?? "bad YAML";
    throw new SyntaxProblem(message, positionAt(text, problem.pos[0]), "Correct the YAML there");
  }
  const positions = new PositionMap(text);
  const scalars = new Map<string, Yaml.Scalar>();
  const visit = (given: unknown, path: Path): void => {
    const node = yaml.isAlias(given) ? scalarOf(given.resolve(doc), yaml) : given;
    if (yaml.isScalar(node)) {
      checkNumber(node, text);
      scalars.set(JSON.stringify(path), node);
    }
    if (yaml.isMap(node)) {
      for (const { key, value } of node.items) {
        const child = [...path, String(yaml.isScalar(key) ? key.value : key)];
        if (yaml.isNode(key) && key.range) positions.add(child, key.range[0]);
        visit(value, child);
      }
    } else if (yaml.isSeq(node)) {
      for (const [index, item] of node.items.entries()) {
        const child = [...path, index];
        if (yaml.isNode(item) && item.range) positions.add(child, item.range[0]);
        visit(item, child);
      }
    }
  };
  positions.add([], 0);
  visit(doc.contents, []);
  try {
    const value = doc.toJS({ maxAliasCount: 50 });
    return {
      value,
      position(path, at) {
        const scalar = at === undefined ? undefined : scalars.get(JSON.stringify(path));
        if (!scalar?.range || typeof scalar.value !== "string") return positions.find(path);
        const [start, end] = scalar.range;
        const found = { value: scalar.value, start, end, style: scalar.type };
        return positionAt(text, offsetInScalar(text, found, at ?? 0));
      },
    };
  } catch (error) {
    throw new SyntaxProblem((error as Error).message, undefined, "Correct its aliases, or write it without");
  }
}

/** What is kept is JSON, which has neither `.inf` nor `.nan`. */
function checkNumber({ value, source, range }: Yaml.Scalar, text: string): void {
  if (typeof value !== "number" || Number.isFinite(value)) return;
  const fix = "Write a smaller number, or a text in quotes";
  throw new SyntaxProblem(
    `${source} is no number that JSON has`,
    range ? positionAt(text, range[0]) : undefined,
    fix,
  );
}

/** What stands behind an alias is visited where it stands; only for texts the alias itself needs it. */
function scalarOf(node: unknown, yaml: typeof Yaml): unknown {
  return yaml.isScalar(node) ? node : undefined;
}
