import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { bounded, dataBlock } from "./data-block.ts";

const bytesEach = 32 * 1024;

/** The project's conventions files that exist, each as a data block. Links are not followed. */
export function readConventions(root: string, files: readonly string[]): string {
  return files
    .flatMap((file) => {
      const path = join(root, file);
      if (!lstatSync(path, { throwIfNoEntry: false })?.isFile()) return [];
      return [
        dataBlock(`The project's conventions (${file}):`, bounded(readFileSync(path, "utf8"), bytesEach)),
      ];
    })
    .filter(Boolean)
    .join("\n\n");
}
