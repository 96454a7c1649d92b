import { parseVerdict } from "../../../domain/agent/verdict.ts";
import { isObject, type Json } from "../../../domain/text/json.ts";
import type { AgentResult } from "../../../engine/ports/agent.ts";
import { resultOf } from "../command/result-file.ts";
import { fieldsOf } from "../json/fields.ts";
import { misfit } from "../json/misfit.ts";

type Answer = Pick<AgentResult, "output" | "verdict" | "issues" | "question" | "error">;

/**
 * A structured answer as a result: a review's verdict and issues, and all of it as the output. An answer that is not
 * there, or does not follow the schema, is an error; `said` is then the output. One that is given in words instead, as
 * the prompt asks for it, too, is an answer, and is judged like that of an agent that knows no schemas. Who asks a question
 * instead need not answer.
 */
export function structuredAnswer(name: string, schema: Json, value: unknown, said: string): Answer {
  const asked = isObject(value) && typeof value.question === "string" ? value.question.trim() : "";
  if (!noQuestion.test(asked)) return { output: said, question: asked };
  const problem = value === undefined ? "it gave none" : misfit(schema, value);
  if (problem !== undefined) {
    if (isInWords(schema, value, said)) return { output: said };
    const message = `agent ${name} was to give a structured answer, but ${problem}`;
    return { output: said, error: { kind: "schema", message } };
  }
  const output = JSON.stringify(value, null, 2);
  if (!isObject(value) || value.verdict === undefined) return { output };
  const { verdict, issues } = resultOf(fieldsOf(value, () => {}));
  return { output, verdict, ...(issues && { issues }) };
}

/** What stands where every key of a form must be filled in, and there is nothing to ask. */
const noQuestion = /^(|-|none|null|no|nothing|no question|n\/?a)[.!]?$/i;

/** A review's words must give a verdict, and nothing beside them may say otherwise; any other step's are what it says. */
function isInWords({ properties }: Json, value: unknown, said: string): boolean {
  const review = isObject(properties) && Object.hasOwn(properties, "verdict");
  if (review) return value === undefined && !("problem" in parseVerdict(said));
  return said.trim() !== "" && jsonIn(said) === undefined;
}

/** A text that is JSON, or holds nothing but JSON in a code fence; undefined for any other. */
export function jsonIn(text: string): unknown {
  const inner = /^\s*```(?:json)?\s*\n([\s\S]*?)\n```\s*$/.exec(text)?.[1] ?? text;
  try {
    return JSON.parse(inner);
  } catch {
    return undefined;
  }
}
