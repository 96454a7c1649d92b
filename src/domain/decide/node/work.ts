import type { StepDefinition } from "../../definition/file/definition.ts";
import type { Value } from "../../expression/ast.ts";
import { Undecided } from "../../expression/undecided.ts";
import { shellVariables } from "../../shell/template.ts";
import { canonicalJson } from "../../text/canonical.ts";
import type { Frame, Local } from "./frame.ts";

/** What a step does, with everything filled in. */
export type Work =
  | {
      readonly type: "script";
      readonly command: string;
      readonly env: Readonly<Record<string, string>>;
      readonly stdin?: string;
    }
  | { readonly type: "agent"; readonly prompt: string; readonly env: Readonly<Record<string, string>> }
  | { readonly type: "workflow"; readonly inputs: Readonly<Record<string, Value>> }
  | { readonly type: "story"; readonly story: string }
  | { readonly type: "gate"; readonly message: string };

/** Fills a step's texts in. Throws what its frame does. */
export function workOf(frame: Frame, step: StepDefinition, local: Local): Work {
  const within = withinOf(frame, step, local);
  const own = within.env;
  switch (step.type) {
    case "script":
      return {
        type: "script",
        command: step.run.command,
        env: Object.assign(
          {},
          frame.env,
          own,
          shellVariables(step.run, (of) => frame.value(of, within)),
        ),
        stdin: step.stdin && frame.text(step.stdin, within),
      };
    case "agent":
      return { type: "agent", prompt: frame.text(step.prompt, within), env: { ...frame.env, ...own } };
    case "workflow":
      return { type: "workflow", inputs: frame.fillAll(step.inputs, within) };
    case "story":
      return { type: "story", story: frame.text(step.story, within).trim() };
    case "gate":
      return { type: "gate", message: frame.text(step.message, within) };
  }
}

/** What a step's own texts see, beside its environment. */
export function withinOf(frame: Frame, step: StepDefinition, { item, failed }: Local): Local {
  return { item, failed, env: frame.stepEnv(step, { item, failed }) };
}

/**
 * Hash of what was filled in, secrets masked. Undefined where it cannot be filled in any more. Throws Undecided where it
 * is not known yet.
 */
export function inputHash(frame: Frame, step: StepDefinition, local: Local, work?: Work): string | undefined {
  const { hash, mask } = frame.world;
  try {
    return hash(mask(canonicalJson(filledIn(work ?? workOf(frame, step, local))))).slice(0, 32);
  } catch (error) {
    if (error instanceof Undecided) throw error;
    return undefined;
  }
}

/** Without the command's own text, which is the definition's. */
function filledIn(work: Work): Value {
  switch (work.type) {
    case "script":
      return work.stdin === undefined ? { env: work.env } : { env: work.env, stdin: work.stdin };
    case "agent":
      return { prompt: work.prompt, env: work.env };
    case "workflow":
      return { inputs: work.inputs };
    case "story":
      return { story: work.story };
    case "gate":
      return { message: work.message };
  }
}
