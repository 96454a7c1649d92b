import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const built = join(root, "dist/bin.js");

/** Before all tests: the command line they run is the one of today's sources. */
export default function buildOnce() {
  if (existsSync(built) && newest() <= statSync(built).mtimeMs) return;
  const { status, stderr } = spawnSync(process.execPath, ["scripts/build.mjs"], {
    cwd: root,
    encoding: "utf8",
  });
  // Tests that run no command line need no build; those that do say that it failed.
  if (status !== 0) process.env.AGENTIC_SDLC_TEST_BUILD_FAILED = stderr.slice(0, 2000);
}

function newest() {
  const files = readdirSync(join(root, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return Math.max(...[...files, join(root, "scripts/build.mjs")].map((file) => statSync(file).mtimeMs));
}
