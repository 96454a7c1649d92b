import { join, relative } from "node:path";
import type { JournalDamage } from "../../../engine/ports/journal.ts";

/** Tells of what reading the journal in a folder found damaged. */
export type TellDamage = (dir: string, damage: readonly JournalDamage[]) => void;

/** Tells `warn` of each damaged place once: where it is, what is wrong, and what may have to be repeated. */
export function damageTeller(root: string, warn: (text: string) => void): TellDamage {
  const told = new Set<string>();
  return (dir, damage) => {
    for (const { file, line, message } of damage) {
      const path = relative(root, join(dir, file)).replaceAll("\\", "/");
      const text = `${path}${line > 0 ? `:${line}` : ""}: ${message}`;
      if (!told.has(text)) warn(text);
      told.add(text);
    }
  };
}
