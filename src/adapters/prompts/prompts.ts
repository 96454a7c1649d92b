import { sectionText } from "../../domain/agent/prompt-section.ts";
import { isRepair, isStalled, unreadAnswer } from "../../domain/agent/session.ts";
import type { Config } from "../../domain/config/config.ts";
import type { PromptFacts, Prompts } from "../../engine/ports/prompts.ts";
import { sha256 } from "../files/durable/sha256.ts";
import { withBlocks } from "./blocks.ts";
import { type Conventions, readConventions } from "./conventions.ts";
import { readProjectText } from "./project-text.ts";
import { stepPrompt } from "./step.ts";
import { checkTemplate, fillTemplate, places } from "./template.ts";
import {
  answeredTemplate,
  builtInTemplate,
  repairTemplate,
  resumedTemplate,
  stalledTemplate,
} from "./templates.ts";
import { valuesOf } from "./values.ts";
import { closing, leading, type Variable } from "./variables.ts";

/** Where a project keeps its own prompts, relative to its root. */
export const promptsDir = ".agentic-sdlc/prompts";

/**
 * The prompts of a project, read once: what an agent changes in them during a run does not reach the next agent.
 * `definitionsHash` changes with any of their templates.
 * @throws UserError exit 2 for a variable there is not, and for a file that cannot be read or leads out of the project.
 */
export function createPrompts(
  root: string,
  config: Pick<Config, "conventions">,
  actions: readonly string[],
): Prompts & { readonly definitionsHash: string } {
  const templates = new Map(actions.map((action) => [action, readTemplate(root, action)]));
  const templateOf = (action: string) => templates.get(action) ?? builtInTemplate(action);
  const hash = (action: string) => sha256(templateOf(action));
  const conventions = readConventions(root, config.conventions);
  return {
    definitionsHash: sha256(actions.map(hash).join(" ")),
    hash,
    render(facts) {
      return { prompt: render(facts, templateOf(facts.step.id), conventions), hash: hash(facts.step.id) };
    },
    forStep: stepPrompt,
    sections: (step, output, story, given) => sectionText(step.id, output, story.body, given),
  };
}

function render(facts: PromptFacts, template: string, conventions: readonly Conventions[]): string {
  const asked = templateFor(facts, template);
  return withBlocks((blocks, mark) => fillTemplate(asked, valuesOf(facts, conventions, blocks, mark)));
}

/** Inside a session only what is new is told. */
function templateFor({ resumes, execution, step, attempt }: PromptFacts, template: string): string {
  if (!resumes) return template;
  const { attempts } = execution;
  if (unreadAnswer(attempts, step.id, attempt) === resumes || isRepair(attempts, resumes))
    return repairTemplate;
  if (isStalled(resumes)) return stalledTemplate;
  return resumes.outcome === "asked" ? answeredTemplate : resumedTemplate;
}

function readTemplate(root: string, action: string): string {
  const file = `${promptsDir}/${action}.md`;
  const own = readProjectText(root, file);
  if (!own) return builtInTemplate(action);
  checkTemplate(own.text, file);
  const missing = (names: readonly Variable[]) =>
    names.filter((name) => !places(own.text, name)).map((name) => `{{${name}}}`);
  return [...missing(leading), own.text, ...missing(closing)].join("\n\n");
}
