import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { formatProblem } from "../../../../src/adapters/config/source/problems.ts";
import { readWorkflowFile } from "../../../../src/adapters/config/workflow/file.ts";
import type { ObjectSchema, Schema } from "../../../../src/domain/config/schema.ts";
import { workflowFileSchema } from "../../../../src/domain/definition/file/grammar.ts";
import { functionNames } from "../../../../src/domain/expression/functions.ts";
import { tempDirs } from "../../../helpers/temp-dir.ts";

const docs = readFileSync(new URL("../../../../docs/workflows.md", import.meta.url), "utf8");
const examples = [...docs.matchAll(/^```yaml\n# (\S+)\n([\s\S]*?)^```$/gm)].map(
  ([, name = "", yaml = ""]) => ({
    name,
    yaml,
  }),
);
const from = tempDirs()();
for (const { name, yaml } of examples) writeFileSync(join(from, name), yaml);

describe("docs/workflows.md", () => {
  it("names the file of every example", () => {
    expect(examples.length).toBeGreaterThan(4);
    expect(docs.match(/^```yaml$/gm)).toHaveLength(examples.length);
  });

  it.each(examples.map(({ name }) => name))("%s is in order", (name) => {
    expect(readWorkflowFile(name, { from }).problems.map(formatProblem)).toEqual([]);
  });

  it("names every key and every function", () => {
    const keysIn = (schema: Schema): string[] => {
      if (schema.kind === "object") return objectKeys(schema);
      if (schema.kind === "variant") return Object.values(schema.of).flatMap(objectKeys);
      return "of" in schema && schema.kind !== "choice" && schema.kind !== "value" ? keysIn(schema.of) : [];
    };
    const objectKeys = ({ keys }: ObjectSchema) => [
      ...Object.keys(keys),
      ...Object.values(keys).flatMap(keysIn),
    ];
    for (const key of new Set(keysIn(workflowFileSchema))) expect(docs).toContain(`\`${key}\``);
    for (const name of functionNames) expect(docs).toContain(`\`${name}(`);
  });
});
