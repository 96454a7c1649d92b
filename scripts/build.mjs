/** Bundles src/ into dist/: one file per command, shared chunks, so that a command loads only what it uses. */
import { chmodSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
// Built beside dist/ and swapped in: whoever runs the tool meanwhile never finds half of it.
const fresh = mkdtempSync(join(root, "dist-new-"));
try {
  await build({
    absWorkingDir: root,
    entryPoints: {
      bin: "src/bin/agentic-sdlc.ts",
      index: "src/index.ts",
      // The program that the replay agent starts.
      "replay-player": "src/adapters/agents/replay/player.ts",
    },
    outdir: fresh,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    minifySyntax: true,
    logLevel: "warning",
    // CommonJS dependencies call require() for Node's own modules.
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
  });
  chmodSync(fresh, 0o755);
  chmodSync(join(fresh, "bin.js"), 0o755);
  swap();
} finally {
  rmSync(fresh, { recursive: true, force: true });
}

function swap() {
  const dist = join(root, "dist");
  const old = `${fresh}.old`;
  for (let tries = 0; ; tries++) {
    try {
      renameSync(dist, old);
    } catch (error) {
      if (error.code !== "ENOENT") throw error;
    }
    try {
      renameSync(fresh, dist);
      break;
    } catch (error) {
      // Another build came in between: the later one wins.
      if (tries === 5 || !["ENOTEMPTY", "EEXIST"].includes(error.code)) throw error;
      rmSync(old, { recursive: true, force: true });
    }
  }
  rmSync(old, { recursive: true, force: true });
}
