/** Makes the states of tests/fixtures/left with the command line that is built; see tests/left/make/make.ts. */
import { join } from "node:path";
import { build } from "esbuild";

const root = join(import.meta.dirname, "..");
// Two folders below the root, as its sources are.
const outfile = join(root, "node_modules/.cache/left.mjs");
await build({
  entryPoints: [join(root, "tests/left/make/make.ts")],
  outfile,
  bundle: true,
  packages: "external",
  format: "esm",
  platform: "node",
  target: "node20",
  logLevel: "error",
});
await import(outfile);
