import { readFileSync } from "node:fs";

/** The lines of a recorded stream. */
export function fixture(name: string): string[] {
  const file = new URL(`../../fixtures/agents/${name}.ndjson`, import.meta.url);
  return readFileSync(file, "utf8").trimEnd().split("\n");
}
