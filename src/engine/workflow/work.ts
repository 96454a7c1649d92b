import type { Value } from "../../domain/expression/ast.ts";
import { canonical } from "../../domain/expression/functions.ts";
import { shellVariables } from "../../domain/shell-template.ts";
import type { StepDefinition } from "../../domain/workflow-file/definition.ts";
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

/** Fills a step's texts in. Throws ExpressionError. */
export function workOf(frame: Frame, step: StepDefinition, local: Local): Work {
  const own = frame.stepEnv(step, local);
  const within: Local = { ...local, env: own };
  switch (step.type) {
    case "script":
      return {
        type: "script",
        command: step.run.command,
        env: { ...frame.env, ...own, ...shellVariables(step.run, (of) => frame.value(of, within)) },
        ...(step.stdin ? { stdin: frame.text(step.stdin, within) } : {}),
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

/** Hash of what was filled in, secrets masked. Undefined where it cannot be filled in any more. */
export function inputHash(
  frame: Frame,
  step: StepDefinition,
  local: Local,
  { hash, mask }: { readonly hash: (text: string) => string; readonly mask: (text: string) => string },
  work?: Work,
): string | undefined {
  try {
    // The command's own text is the definition's.
    const {
      command: _command,
      type: _type,
      ...filled
    } = (work ?? workOf(frame, step, local)) as Work & {
      command?: string;
    };
    return hash(mask(canonical(filled as unknown as Value))).slice(0, 32);
  } catch {
    return undefined;
  }
}
