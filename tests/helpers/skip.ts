import { it } from "@jest/globals";

/** `it` where the machine has what the test needs; else `it.skip`, and says aloud what is not tested and why. */
export function skipUnless(condition: boolean, why: string): typeof it | typeof it.skip {
  if (condition) return it;
  process.stderr.write(`SKIPPED: ${why}\n`);
  return it.skip;
}
