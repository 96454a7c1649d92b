import type { Path } from "../../domain/schema.ts";
import { yamlPackage } from "../files/story-yaml.ts";
import { PositionMap, positionAt, type Source, SyntaxProblem } from "./source.ts";

/**
 * Reads one YAML document.
 * @throws SyntaxProblem, for an alias bomb and an unknown tag too
 */
export function parseYaml(text: string): Source {
  const yaml = yamlPackage();
  const doc = yaml.parseDocument(text, { prettyErrors: false });
  const problem = doc.errors[0] ?? doc.warnings[0];
  if (problem) {
    const fix = "Correct the YAML there";
    throw new SyntaxProblem(
      problem.message.split("\n")[0] ?? "bad YAML",
      positionAt(text, problem.pos[0]),
      fix,
    );
  }
  const positions = new PositionMap(text);
  const visit = (node: unknown, path: Path): void => {
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
    return { value: doc.toJS({ maxAliasCount: 50 }), position: (path) => positions.find(path) };
  } catch (error) {
    throw new SyntaxProblem((error as Error).message, undefined, "Write it without so many aliases");
  }
}
