import { describe } from "@jest/globals";
import { continuesAsEver } from "../helpers/left/continues.ts";

describe("what people have a word in, left by a run, is gone on with as it always was", () =>
  continuesAsEver("people"));
