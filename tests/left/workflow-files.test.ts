import { describe } from "@jest/globals";
import { continuesAsEver } from "../helpers/left/continues.ts";

describe("what a workflow file's run left is gone on with as it always was", () =>
  continuesAsEver("workflow-files"));
