import type { WorkflowFile } from "../../adapters/config/workflow/file.ts";
import { sha256 } from "../../adapters/files/durable/sha256.ts";
import { withUnknown } from "../../domain/decide/node/child.ts";
import type { AskedAgain, Outlook } from "../../domain/decide/node/outlook.ts";
import { Undecided } from "../../domain/expression/undecided.ts";
import { Nodes } from "../../domain/journal/nodes.ts";
import type { RunState } from "../../domain/journal/run-state.ts";
import { maskOf } from "../mask.ts";
import type { Project } from "../open.ts";
import { storyValues } from "./file-deps.ts";
import type { KnownInputs } from "./inputs.ts";

/** What a run of a file is foreseen from, as it stands now; `inputs`: as far as they are given. */
export function outlookOn(
  project: Project,
  file: WorkflowFile,
  run: RunState | undefined,
  inputs: KnownInputs,
  asked: AskedAgain,
): Outlook {
  const { env, config, runs, stories } = project;
  const unknown = (inputs.missing ?? []).map((name) => [name, new Undecided(`inputs.${name}`)] as const);
  return {
    tree: file,
    inputs: withUnknown(inputs.values, new Map(unknown)),
    world: {
      hash: sha256,
      mask: maskOf(env, config, [...inputs.secrets.values()]),
      readText: (text) => runs.readText(run?.runId ?? "", text),
      variables: env,
      boardStories: () => storyValues(project),
    },
    nodes: run?.nodes ?? new Nodes(),
    asked,
    board: () => stories.load(),
  };
}
