import { join } from "node:path";
import { sha256 } from "../files/durable/sha256.ts";
import { lookAt, lookBelow } from "./guarded-files.ts";

/** Hashes (sha256, hex) of the config, workflows and prompts that a folder holds, by path with `/` relative to it. */
export function ownFiles(dir: string): Record<string, string> {
  const config = lookAt(join(dir, ".agentic-sdlc.json"));
  const found = Object.entries(config ? { ".agentic-sdlc.json": config } : {});
  for (const folder of [".agentic-sdlc/workflows", ".agentic-sdlc/prompts"]) {
    const below = Object.entries(lookBelow(join(dir, folder)));
    found.push(...below.map(([name, file]) => [`${folder}/${name}`, file] as (typeof found)[number]));
  }
  return Object.fromEntries(found.map(([path, file]) => [path, sha256(JSON.stringify(file))]));
}
