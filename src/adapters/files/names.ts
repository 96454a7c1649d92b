import { readdirSync } from "node:fs";
import { errorCode } from "./durable/write.ts";

/** The names in a folder, sorted; [] where there is none. Throws what readdir throws for one that cannot be read. */
export function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir).sort();
  } catch (error) {
    if (errorCode(error) === "ENOENT") return [];
    throw error;
  }
}

/** As `namesIn`, but [] also where the folder cannot be read. Never throws. */
export function readableNames(dir: string): string[] {
  try {
    return namesIn(dir);
  } catch {
    return [];
  }
}

/** The numbers that `epochOf` finds in the names of a folder, ascending; 0 is none. Throws as `namesIn` does. */
export function epochsIn(dir: string, epochOf: (name: string) => number): number[] {
  return namesIn(dir)
    .map(epochOf)
    .filter((epoch) => epoch > 0)
    .sort((a, b) => a - b);
}
