import { describe } from "@jest/globals";
import { continuesAsEver } from "../helpers/left/continues.ts";

describe("what is around stories, left by a run, is gone on with as it always was", () =>
  continuesAsEver("boards"));
