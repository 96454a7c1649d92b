import { afterAll, expect, it } from "@jest/globals";
import { tempDirs } from "../temp-dir.ts";
import { CommandLine } from "./command-line.ts";
import { explained, goOnWith } from "./go-on.ts";
import { type Kind, readState, statesOf, unpack } from "./state.ts";

/**
 * Goes on with every state of a kind (tests/fixtures/left), and expects the end that the version came to which left it:
 * scripts/left.mjs made them, and makes none anew because a later version does otherwise.
 */
export function continuesAsEver(kind: Kind): void {
  const newDir = tempDirs();
  const cli = new CommandLine();
  afterAll(() => cli.end());
  it.each(statesOf(kind))("%s", async (name) => {
    const left = readState(kind, name);
    const dir = newDir();
    unpack(left, dir);
    expect(await explained(cli, left, dir)).toEqual(left.expected.before);
    expect(await goOnWith(cli, left, dir)).toEqual(left.expected.end);
  });
}
