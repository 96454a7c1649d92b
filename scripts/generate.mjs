/**
 * Writes what is generated: schemas/config.schema.json, schemas/workflow.schema.json, and the tables in docs/config.md and
 * docs/prompts.md, between `<!-- generated:… -->` and `<!-- /generated:… -->`. With --check it writes nothing and fails on
 * a difference.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

const bundle = await build({
  stdin: {
    contents: `
      export { configJsonSchema } from "./src/adapters/config/schema/json-schema.ts";
      export { configTable } from "./src/adapters/config/schema/docs.ts";
      export { workflowFileJsonSchema } from "./src/adapters/config/workflow/schema.ts";
      export { variables } from "./src/adapters/prompts/variables.ts";
    `,
    resolveDir: root,
  },
  bundle: true,
  write: false,
  format: "esm",
  platform: "node",
});
const code = Buffer.from(bundle.outputFiles[0].contents).toString("base64");
const { configJsonSchema, configTable, variables, workflowFileJsonSchema } = await import(
  `data:text/javascript;base64,${code}`
);

const rows = Object.entries(variables).map(([name, what]) => `| \`{{${name}}}\` | ${what} |`);
const tables = {
  config: configTable(),
  prompts: `${["| variable | stands for |", "|---|---|", ...rows].join("\n")}\n`,
};

const wanted = new Map([
  [join(root, "schemas/config.schema.json"), configJsonSchema()],
  [join(root, "schemas/workflow.schema.json"), workflowFileJsonSchema()],
]);
for (const [name, table] of Object.entries(tables)) {
  const file = join(root, "docs", `${name}.md`);
  const between = new RegExp(`(<!-- generated:${name} -->\n)[\\s\\S]*?(<!-- /generated:${name} -->)`);
  const docs = readFileSync(file, "utf8");
  wanted.set(
    file,
    docs.replace(between, (_, open, close) => `${open}\n${table}\n${close}`),
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
