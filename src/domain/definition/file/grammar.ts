import type {
  ListSchema,
  ObjectSchema,
  Schema,
  TextRule,
  ValueSchema,
  VariantSchema,
} from "../../config/schema.ts";
import { inputTypes, type StepWord } from "./definition.ts";

const nameRule: TextRule = {
  pattern: "^[A-Za-z_][A-Za-z0-9_-]*$",
  says: "letters, digits, `_` and `-`, not a digit or `-` first",
};

const variableRule: TextRule = {
  pattern: "^(?!AGENTIC_SDLC_)[A-Za-z_][A-Za-z0-9_]*$",
  says: "letters, digits and `_`, not a digit first, nor AGENTIC_SDLC_",
};

const anything = (description: string): ValueSchema => ({ kind: "value", description });

const scalars = ["text", "number", "boolean"] as const;

const variables = (description: string, of: ValueSchema["of"]): Schema => ({
  kind: "map",
  key: "<VARIABLE>",
  rule: variableRule,
  description,
  of: { kind: "value", of, description: "A text; `${{ }}` is filled in." },
});

const values = (description: string): Schema => ({
  kind: "map",
  key: "<name>",
  rule: nameRule,
  description,
  of: anything("Any data; `${{ }}` in its texts is filled in."),
});

const longest = "24d";

const common: Readonly<Record<string, Schema>> = {
  id: { kind: "text", rule: nameRule, description: "The step's name, unique in the file." },
  if: {
    kind: "value",
    of: ["text", "boolean"],
    description: "Runs only where this is true; an expression, with or without `${{ }}`.",
  },
  needs: {
    kind: "list",
    single: true,
    of: { kind: "text", description: "The id of another step." },
    description: "The steps it waits for, instead of all that stand before it; `[]`: none.",
  },
  foreach: {
    kind: "value",
    of: ["text", "list"],
    description:
      "Runs once for each entry of this list: `${{ }}`, or the list itself. It sees `item` and `index`.",
  },
  key: {
    kind: "text",
    description:
      "What an item is known by; without it its id or slug, itself where it is a scalar, else a hash.",
  },
  concurrency: {
    kind: "number",
    whole: true,
    min: 1,
    max: 1000,
    description: "How many items run at once. Default: 1.",
  },
  failFast: {
    kind: "boolean",
    description: "Whether no further item starts after one failed. Default: true.",
  },
  retry: {
    kind: "object",
    optional: true,
    required: ["attempts"],
    description: "Tries again after a failure.",
    keys: {
      attempts: {
        kind: "number",
        whole: true,
        min: 1,
        max: 1000,
        description: "How often in all, the first try included.",
      },
      delay: {
        kind: "duration",
        seconds: true,
        min: "0s",
        max: longest,
        default: "0s",
        description: "The pause before the second try.",
      },
      backoff: {
        kind: "number",
        min: 1,
        max: 100,
        default: 1,
        description: "Each further pause is the one before times this.",
      },
    },
  },
  timeout: {
    kind: "duration",
    seconds: true,
    min: "1ms",
    max: longest,
    description: "How long one try of one item may take; then all its processes are ended.",
  },
  env: variables("Environment variables of the step.", scalars),
  allowFailure: { kind: "boolean", description: "A failure is noted, and counts as done." },
  outputs: values(
    "What other steps read as `steps.<id>.outputs.<name>`; they may read the step's own result.",
  ),
};

function stepOf(type: string, description: string, own: Record<string, Schema>, required: string[]) {
  const keys = {
    id: common.id!,
    type: { kind: "choice", of: [type], description: "What the step is." } as const,
    ...own,
    ...common,
  };
  const shape: ObjectSchema = { kind: "object", description, keys, required: ["id", "type", ...required] };
  return shape;
}

const script: Record<string, Schema> = {
  run: {
    kind: "text",
    description: "A command for /bin/sh; each `${{ }}` in it is passed as a variable, never as shell text.",
  },
  stdin: { kind: "text", empty: true, description: "What it reads on standard input." },
  reuse: {
    kind: "boolean",
    description: "False where it reads the world: it runs again on every continue. Default: true.",
  },
};

const step: VariantSchema = {
  kind: "variant",
  by: "type",
  description: "One step.",
  of: {
    script: stepOf("script", "A shell command in the project's root.", script, ["run"]),
    shell: stepOf("shell", "The same as script.", script, ["run"]),
    agent: stepOf(
      "agent",
      "A prompt for an agent.",
      {
        prompt: { kind: "text", description: "What the agent is told." },
        agent: { kind: "text", description: "A name from the config's agents; without it the default one." },
        fallback: {
          kind: "text",
          description: "Who is asked where the first is limited, overloaded, not installed or not logged in.",
        },
        model: { kind: "text", description: "The model the agent is asked to use." },
        access: {
          kind: "choice",
          of: ["read", "write", "full"],
          default: "read",
          description: "What the agent may touch.",
        },
        checks: {
          kind: "list",
          single: true,
          of: { kind: "text", description: "A shell command." },
          description: "Commands that must pass before its answer counts.",
        },
        silence: {
          kind: "duration",
          seconds: true,
          min: "1s",
          max: longest,
          description: "How long the agent may say nothing, instead of `limits.silence`.",
        },
      },
      ["prompt"],
    ),
    workflow: stepOf(
      "workflow",
      "Another workflow file.",
      {
        path: { kind: "text", description: "The file, relative to this one." },
        inputs: values("What it is given."),
      },
      ["path"],
    ),
    story: stepOf(
      "story",
      "A story of the board, until it is done.",
      { story: { kind: "text", description: "Its slug or id." } },
      ["story"],
    ),
    gate: stepOf(
      "gate",
      "A person must approve.",
      { message: { kind: "text", description: "What is asked." } },
      ["message"],
    ),
  } satisfies Record<StepWord, ObjectSchema>,
};

const input: ObjectSchema = {
  kind: "object",
  description: "One input.",
  keys: {
    type: {
      kind: "choice",
      of: inputTypes,
      default: "string",
      description: "A string is taken as it is given; the others are JSON.",
    },
    description: { kind: "text", description: "What it is for." },
    default: anything("Its value where none is given."),
    required: {
      kind: "boolean",
      description: "Whether it must be given. Default: true, unless it has a default.",
    },
    secret: { kind: "boolean", description: "Never written anywhere; asked again on resume." },
  },
};

const stepList = (description: string, min: number): ListSchema => ({
  kind: "list",
  of: step,
  min,
  description,
});

/** A workflow file. */
export const workflowFileSchema: ObjectSchema = {
  kind: "object",
  description: "A workflow file of agentic-sdlc.",
  required: ["name", "steps"],
  keys: {
    name: {
      kind: "text",
      rule: { pattern: "^\\S.*$", says: "a name of one line" },
      description: "Its name.",
    },
    description: { kind: "text", description: "What it is for." },
    inputs: {
      kind: "map",
      key: "<name>",
      rule: nameRule,
      of: input,
      description: "What it is given: `-i <name>=<value>`, or by its parent.",
    },
    env: variables(
      "Environment variables of every step, and all that `env` has in expressions; one without a value is taken from the runner's own environment.",
      [...scalars, "null"],
    ),
    steps: stepList("What runs, in order unless `needs` says otherwise.", 1),
    outputs: values("What it gives its parent."),
    finally: stepList("Steps that run at the end, however it came.", 1),
  },
};
