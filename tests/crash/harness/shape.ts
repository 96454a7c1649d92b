import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { withoutChance } from "./signature.ts";

/** What a folder's recovery depends on: which files there are and how long, without what is random in their names. */
export function shapeOf(dir: string): string {
  return readdirSync(dir, { recursive: true, encoding: "utf8" })
    .map((name) => {
      const stat = statSync(join(dir, name));
      return `${withoutChance(name)} ${stat.isDirectory() ? "/" : stat.size}`;
    })
    .sort()
    .join("\n");
}
