import { parseVerdict } from "../../../domain/agent/verdict.ts";
import type { AgentResult } from "../../../engine/ports/agent.ts";
import { resultOf } from "../command/result-file.ts";
import type { Json } from "../json/read.ts";
import { fieldsOf, isObject } from "../json/fields.ts";

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

/**
 * What of a value does not follow a JSON Schema; undefined: it does. Knows `type`, `enum`, `required`, `properties` and
 * `items`, which is what answers are asked for with; keys beyond those do no harm.
 */
export function misfit(schema: Json, value: unknown, at = "it"): string | undefined {
  const types = schema.type === undefined ? [] : [schema.type].flat();
  if (types.length > 0 && !types.some((type) => isOf(type, value)))
    return `${at} is no ${types.join(" or ")}`;
  if (Array.isArray(schema.enum) && !schema.enum.includes(value))
    return `${at} is none of ${schema.enum.join(", ")}`;
  if (Array.isArray(value) && isObject(schema.items)) {
    const items = schema.items;
    return value
      .map((item, i) => misfit(items, item, `${at}[${i}]`))
      .find((problem) => problem !== undefined);
  }
  if (!isObject(value)) return undefined;
  const required = Array.isArray(schema.required) ? schema.required : [];
  const missing = required.find((key) => !Object.hasOwn(value, key));
  if (missing !== undefined) return `${at} has no ${missing}`;
  const properties = isObject(schema.properties) ? Object.entries(schema.properties) : [];
  return properties
    .map(([key, inner]) => {
      // A program whose service wants every key gives `null` for what need not be there.
      const absent = !Object.hasOwn(value, key) || (value[key] === null && !required.includes(key));
      const here = !absent && isObject(inner);
      return here ? misfit(inner, value[key], at === "it" ? key : `${at}.${key}`) : undefined;
    })
    .find((problem) => problem !== undefined);
}

function isOf(type: unknown, value: unknown): boolean {
  if (type === "null") return value === null;
  if (type === "array") return Array.isArray(value);
  if (type === "object") return isObject(value);
  if (type === "integer") return Number.isInteger(value);
  return typeof value === type;
}
