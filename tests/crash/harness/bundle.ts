import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

/** One change to one source file, to prove that a test would notice it. */
export interface Mutation {
  /** The end of the file's path: `adapters/files/durable.ts`. */
  readonly file: string;
  /** Must occur exactly once in the file. */
  readonly find: string;
  readonly replace: string;
}

/**
 * Bundles a TypeScript entry into one plain ES module in `outDir`, so that Node runs it as it runs the product. With
 * mutations it is the real code, broken in the given places.
 */
export async function bundle(
  entry: string,
  outDir: string,
  mutations: readonly Mutation[] = [],
): Promise<string> {
  const outfile = join(outDir, "victim.mjs");
  const applied = new Set<Mutation>();
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    logLevel: "error",
    // CommonJS dependencies call require() for Node's own modules.
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
    plugins: [
      {
        name: "mutate",
        setup({ onLoad }) {
          onLoad({ filter: /\.ts$/ }, ({ path }) => {
            let contents = readFileSync(path, "utf8");
            for (const mutation of mutations) {
              if (!path.replaceAll("\\", "/").endsWith(mutation.file)) continue;
              if (contents.split(mutation.find).length !== 2) {
                throw new Error(`not exactly once in ${mutation.file}: ${mutation.find}`);
              }
              contents = contents.replace(mutation.find, () => mutation.replace);
              applied.add(mutation);
            }
            return { contents, loader: "ts" };
          });
        },
      },
    ],
  });
  const missed = mutations.find((mutation) => !applied.has(mutation));
  if (missed) throw new Error(`${missed.file} is not part of ${entry}`);
  return outfile;
}
