/**
 * Writes what is generated from the schemas: schemas/config.schema.json, schemas/workflow.schema.json, and the table in
 * docs/config.md between `<!-- generated:config -->` and `<!-- /generated:config -->`. With --check it writes nothing and fails on a difference.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

const bundle = await build({
  stdin: {
    contents: `
      export { configJsonSchema } from "./src/adapters/config/json-schema.ts";
      export { configTable } from "./src/adapters/config/config-docs.ts";
      export { workflowFileJsonSchema } from "./src/adapters/config/workflow-file-schema.ts";
    `,
    resolveDir: root,
  },
  bundle: true,
  write: false,
  format: "esm",
  platform: "node",
});
const code = Buffer.from(bundle.outputFiles[0].contents).toString("base64");
const { configJsonSchema, configTable, workflowFileJsonSchema } = await import(
  `data:text/javascript;base64,${code}`
);

const schemaFile = join(root, "schemas/config.schema.json");
const workflowSchemaFile = join(root, "schemas/workflow.schema.json");
const docsFile = join(root, "docs/config.md");

const wanted = new Map([
  [schemaFile, configJsonSchema()],
  [workflowSchemaFile, workflowFileJsonSchema()],
]);
if (existsSync(docsFile)) {
  const docs = readFileSync(docsFile, "utf8");
  const between = /(<!-- generated:config -->\n)[\s\S]*?(<!-- \/generated:config -->)/;
  wanted.set(
    docsFile,
    docs.replace(between, (_, open, close) => `${open}\n${configTable()}\n${close}`),
  );
}

for (const [file, text] of wanted) {
  if (existsSync(file) && readFileSync(file, "utf8") === text) continue;
  if (process.argv.includes("--check")) {
    console.error(`${file} is out of date; run: node scripts/generate.mjs`);
    process.exitCode = 1;
    continue;
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  console.log(`wrote ${file}`);
}
