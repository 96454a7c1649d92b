import { misfit } from "../json-schema/misfit.ts";
import { parseJson, writeJson } from "../text/exact-json.ts";
import { isObject, type Json } from "../text/json.ts";

/** What of an answer that was to follow a JSON Schema is data, as JSON; or why it is none. */
export function jsonAnswer(
  schema: Json,
  answer: string,
): { readonly json: string } | { readonly problem: string } {
  const data = textsIn(answer)
    .map(dataIn)
    .find((one) => one !== undefined);
  if (data === undefined) return { problem: "its answer is not JSON" };
  const problem = misfit(schema, data.plain);
  return problem === undefined
    ? { json: data.json }
    : { problem: `its answer does not follow the schema: ${problem}` };
}

/** All of it; or the last code fence in it, for some cannot be held from explaining. */
function textsIn(answer: string): string[] {
  const fences = [...answer.matchAll(/^[ \t]*```(?:json)?[ \t]*\r?\n([\s\S]*?)\n[ \t]*```[ \t]*$/gim)];
  return [answer, ...fences.slice(-1).map(([, inner = ""]) => inner)];
}

/** Without the key that a form has for questions, where there was nothing to ask. */
function dataIn(text: string): { readonly json: string; readonly plain: unknown } | undefined {
  try {
    const plain: unknown = JSON.parse(text);
    if (!isObject(plain) || !Object.hasOwn(plain, "question")) return { json: text.trim(), plain };
    const { question: _asks, ...rest } = parseJson(text) as Json;
    const json = writeJson(rest);
    return { json, plain: JSON.parse(json) };
  } catch {
    return undefined;
  }
}
