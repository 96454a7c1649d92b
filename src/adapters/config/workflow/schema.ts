import { workflowFileSchema } from "../../../domain/definition/file/grammar.ts";
import { jsonSchema } from "../schema/json-schema.ts";

/** The JSON Schema (draft-07) of workflow files, as a file's text: what editors can know of them. */
export function workflowFileJsonSchema(): string {
  const schema = { $schema: "http://json-schema.org/draft-07/schema#", title: "agentic-sdlc workflow file" };
  return `${JSON.stringify({ ...schema, ...jsonSchema(workflowFileSchema) }, null, 2)}\n`;
}
