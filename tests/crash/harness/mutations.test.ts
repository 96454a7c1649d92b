import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { mutants as ofRuns } from "../cli/mutants.ts";
import { mutants as ofTheStore } from "../store/mutants.ts";
import { mutants as ofWorkflows } from "../workflow/mutants.ts";

const src = join(import.meta.dirname, "../../../src");

/** Most mutants are made only with CRASH=full: whoever moves what they break is to see it before. */
describe("what breaks the product on purpose", () => {
  const mutations = [...ofRuns, ...ofTheStore, ...ofWorkflows].flatMap((mutant) => mutant.mutations);
  it.each(mutations)("fits today's $file ($#)", ({ file, find }) => {
    expect(readFileSync(join(src, file), "utf8").split(find).length - 1).toBe(1);
  });
});
