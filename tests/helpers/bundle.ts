import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "@jest/globals";

const repository = join(dirname(fileURLToPath(import.meta.url)), "../..");

/**
 * Makes a script of TypeScript that imports from `src/`, for tests that need it in a process of its own. Returns its
 * path; it is removed after the tests. Call it outside of them. Among the installed packages, so that it finds them.
 */
export function bundle(source: string): string {
  const dir = mkdtempSync(join(repository, "node_modules/.test-bundle-"));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  const entry = join(dir, "entry.ts");
  const outfile = join(dir, "bundle.mjs");
  writeFileSync(entry, source.replaceAll('"src/', `"${repository}/src/`));
  // esbuild does not run within jest's sandbox.
  const options = {
    entryPoints: [entry],
    bundle: true,
    platform: "node",
    format: "esm",
    outfile,
    logLevel: "error",
  };
  const build = `import { buildSync } from "esbuild"; buildSync(${JSON.stringify(options)});`;
  const { status, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", build], {
    cwd: repository,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
  return outfile;
}
