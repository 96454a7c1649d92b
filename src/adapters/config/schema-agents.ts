import type { ObjectSchema, TextRule, VariantSchema } from "../../domain/schema.ts";

/** Names that people choose and that may become part of a file name. */
export const name: TextRule = {
  pattern: "^[A-Za-z0-9][A-Za-z0-9._-]*$",
  says: "a name of letters, digits, `.`, `_` and `-`",
};

export const stepId: TextRule = {
  pattern: "^[a-z][a-z0-9-]*$",
  says: "a step id: small letters, digits and `-`",
};

const variable: TextRule = {
  // AGENTIC_SDLC_… is how an attempt's processes are found and ended.
  pattern: "^(?!AGENTIC_SDLC_)[A-Za-z_][A-Za-z0-9_]*$",
  says: "a variable's name that does not begin with AGENTIC_SDLC_",
};

const usdPerMillion = { kind: "number", min: 0, max: 1_000_000 } as const;

/** One entry of `agents`. */
export const agentSchema: VariantSchema = {
  kind: "variant",
  by: "type",
  description: "An agent; its `type` says how it is reached.",
  of: {
    command: {
      kind: "object",
      description: "Any program that takes the prompt on standard input.",
      required: ["type", "command"],
      keys: {
        type: { kind: "choice", of: ["command"], description: "A command agent." },
        command: {
          kind: "list",
          min: 1,
          of: { kind: "text", empty: true, description: "Program or argument." },
          description:
            "Program and arguments, started without a shell; a program with a slash is relative to the project's root.",
        },
        env: {
          kind: "map",
          key: "<VARIABLE>",
          rule: variable,
          of: { kind: "text", empty: true, description: "The variable's value." },
          description: "Environment variables for this agent only.",
        },
        price: {
          kind: "object",
          optional: true,
          required: ["inputPerMTok", "outputPerMTok"],
          description: "Price table for an agent that reports tokens but no cost.",
          keys: {
            inputPerMTok: { ...usdPerMillion, description: "USD per million input tokens." },
            outputPerMTok: { ...usdPerMillion, description: "USD per million output tokens." },
          },
        },
      },
    },
    replay: {
      kind: "object",
      description: "Plays recorded attempts from a cassette; for demos and tests.",
      required: ["type", "cassette"],
      keys: {
        type: { kind: "choice", of: ["replay"], description: "A replay agent." },
        cassette: { kind: "text", description: "The cassette's file, relative to the project's root." },
      },
    },
    record: {
      kind: "object",
      description: "Passes on to another agent and records what it does in a cassette.",
      required: ["type", "agent", "cassette"],
      keys: {
        type: { kind: "choice", of: ["record"], description: "A recording agent." },
        agent: { kind: "text", description: "The agent that does the work: a name from `agents`." },
        cassette: { kind: "text", description: "The cassette's file, relative to the project's root." },
      },
    },
  },
};

/** One entry of `actions`. */
export const actionSchema: ObjectSchema = {
  kind: "object",
  description: "How one step is done.",
  keys: {
    agent: { kind: "text", description: "The agent for this step: a name from `agents`." },
    model: { kind: "text", description: "The model the agent is asked to use." },
    access: {
      kind: "choice",
      of: ["read", "write", "full"],
      description:
        "What the agent may touch in this step; `full` only ever comes from here or from your own workflow file.",
    },
  },
};
