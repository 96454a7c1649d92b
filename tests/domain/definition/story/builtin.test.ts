import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import {
  builtinWorkflows,
  quickWorkflow,
  storyWorkflow,
  storyWorkflowYaml,
} from "../../../../src/domain/definition/story/builtin.ts";
import { checkWorkflow } from "../../../../src/domain/definition/story/check.ts";
import type { StoryWorkflow } from "../../../../src/domain/definition/story/definition.ts";

/** As the design has it, to the letter. */
const designed = `name: story
steps:
  - { id: refine,    type: action, access: read,  ends: ready }
  - { id: research,  type: action, access: read,  sets: research_complete }
  - { id: plan,      type: action, access: read,  sets: plan_complete }
  - { id: implement, type: action, access: write, starts: in-progress, sets: implementation_complete, checks: true }
  - { id: review,    type: action, access: read,  sets: reviews_complete, ends: done, verdict: true, rejected: { reopens: implement } }
`;

describe("the built-in workflows", () => {
  it("are the design's", () => {
    expect(storyWorkflowYaml(storyWorkflow)).toBe(designed);
    expect(quickWorkflow.steps).toEqual(storyWorkflow.steps.slice(3));
  });

  it.each(builtinWorkflows.map((workflow) => [workflow.name, workflow] as const))(
    "%s reads back the same",
    (name, it_) => {
      expect(checkWorkflow(name, parse(storyWorkflowYaml(it_)))).toEqual({ workflow: it_, findings: [] });
    },
  );

  it("print any text so that YAML reads it back", () => {
    const workflow: StoryWorkflow = {
      name: "odd",
      steps: [
        { id: "a", type: "script", run: "echo \"x: { y }\" # not a comment\nand 'more'" },
        { id: "no", type: "action", access: "full", sets: "a_1_complete" },
        { id: "last", type: "script", run: "true", ends: "done" },
      ],
    };
    expect(checkWorkflow("odd", parse(storyWorkflowYaml(workflow)))).toEqual({ workflow, findings: [] });
  });
});
