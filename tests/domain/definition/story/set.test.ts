import { describe, expect, it } from "@jest/globals";
import { quickWorkflow, storyWorkflow } from "../../../../src/domain/definition/story/builtin.ts";
import { type WorkflowSet, workflowFor } from "../../../../src/domain/definition/story/set.ts";

const set: WorkflowSet = {
  names: ["story", "quick"],
  get: (name) => ({
    workflow: name === "quick" ? quickWorkflow : storyWorkflow,
    hash: name,
    source: "built in",
  }),
};
const config = { workflows: { chore: "quick", bug: "qiuck" } };

describe("workflowFor", () => {
  it("takes the story's word, then the type's, then `story`", () => {
    expect(workflowFor({ type: "chore", workflow: "story" }, config, set)).toMatchObject({ hash: "story" });
    expect(workflowFor({ type: "chore" }, config, set)).toMatchObject({ hash: "quick" });
    expect(workflowFor({ type: "feature" }, config, set)).toMatchObject({ hash: "story" });
  });

  it("says who asks for a workflow that is not there, and proposes the nearest", () => {
    expect(workflowFor({ type: "feature", workflow: "quik" }, config, set)).toEqual({
      problem: { message: 'unknown workflow "quik" (the story asks for it)', fix: 'Did you mean "quick"?' },
    });
    expect(workflowFor({ type: "bug" }, config, set)).toEqual({
      problem: {
        message: 'unknown workflow "qiuck" (config asks for it for type bug)',
        fix: 'Did you mean "quick"?',
      },
    });
  });
});
