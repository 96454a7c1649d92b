import { programTypes } from "../../../domain/agent/types.ts";
import type {
  ListSchema,
  MapSchema,
  ObjectSchema,
  TextRule,
  TextSchema,
  VariantSchema,
} from "../../../domain/config/schema.ts";
import { timer } from "./timer.ts";

/** Names that people choose and that may become part of a file name. */
export const name: TextRule = {
  pattern: "^[A-Za-z0-9][A-Za-z0-9._-]*$",
  says: "a name of letters, digits, `.`, `_` and `-`",
};

/** Ids of steps, as workflows name them. */
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

const env: MapSchema = {
  kind: "map",
  key: "<VARIABLE>",
  rule: variable,
  of: { kind: "text", empty: true, description: "The variable's value." },
  description: "Environment variables for this agent only.",
};

const price: ObjectSchema = {
  kind: "object",
  optional: true,
  required: ["inputPerMTok", "outputPerMTok"],
  description: "Price table for an agent that reports tokens but no cost.",
  keys: {
    inputPerMTok: { ...usdPerMillion, description: "USD per million input tokens." },
    outputPerMTok: { ...usdPerMillion, description: "USD per million output tokens." },
  },
};

const command: ListSchema = {
  kind: "list",
  min: 1,
  of: { kind: "text", empty: true, description: "Program or argument." },
  description:
    "Program and arguments, started without a shell; a program with a slash is relative to the project's root. Default for the built-in programs: their name on PATH.",
};

const args: ListSchema = {
  kind: "list",
  of: { kind: "text", empty: true, description: "One argument." },
  description: "More arguments for the program, after those it is given anyway.",
};

const model: TextRule = {
  // One that begins with a dash would be taken for an option.
  pattern: "^[^-\\s]\\S*$",
  says: "a model's name, without spaces and not beginning with a dash",
};

const cassette: TextSchema = {
  kind: "text",
  description: "The cassette's file, relative to the project's root.",
};

/** One entry of `agents`. */
export const agentSchema: VariantSchema = {
  kind: "variant",
  by: "type",
  implied: programTypes,
  description: "An agent; its `type` says how it is reached.",
  of: {
    ...Object.fromEntries(programTypes.map((type) => [type, programSchema(type)])),
    acp: agentOf("acp", "an ACP agent", {
      description: "Any agent that speaks the Agent Client Protocol on its standard streams.",
      required: ["command"],
      keys: { command, env, price },
    }),
    command: agentOf("command", "a command agent", {
      description: "Any program that takes the prompt on standard input.",
      required: ["command"],
      keys: { command, env, price },
    }),
    replay: agentOf("replay", "a replay agent", {
      description: "Plays recorded attempts from a cassette; for demos and tests.",
      required: ["cassette"],
      keys: { cassette },
    }),
    record: agentOf("record", "a recording agent", {
      description: "Passes on to another agent and records what it does in a cassette.",
      required: ["agent", "cassette"],
      keys: {
        agent: { kind: "text", description: "The agent that does the work: a name from `agents`." },
        cassette,
      },
    }),
  },
};

function programSchema(type: string): ObjectSchema {
  return agentOf(type, `the program ${type}`, {
    description: `The program ${type}; \`${type}\` is an agent also where config does not name it.`,
    keys: {
      command,
      model: { kind: "text", rule: model, description: "The model it is asked to use." },
      args,
      env,
      price,
    },
  });
}

/** The schema of one type of agent, with the key that says its type. */
function agentOf(type: string, what: string, own: Omit<ObjectSchema, "kind">): ObjectSchema {
  const description = `${what.charAt(0).toUpperCase()}${what.slice(1)}.`;
  return {
    kind: "object",
    ...own,
    required: ["type", ...(own.required ?? [])],
    keys: { type: { kind: "choice", of: [type], description }, ...own.keys },
  };
}

/** One entry of `actions`. */
export const actionSchema: ObjectSchema = {
  kind: "object",
  description: "How one step is done.",
  keys: {
    agent: { kind: "text", description: "The agent for this step: a name from `agents`, or a program's." },
    fallback: {
      kind: "text",
      description:
        "The agent that makes the next attempt where the first is limited, overloaded, not installed or not logged in.",
    },
    model: { kind: "text", rule: model, description: "The model the agent is asked to use." },
    access: {
      kind: "choice",
      of: ["read", "write", "full"],
      description:
        "What the agent may touch in this step; `full` only ever comes from here or from your own workflow file.",
    },
    args: { ...args, description: "More arguments for the agent's program in this step." },
    env: { ...env, description: "Environment variables for the agent in this step." },
    attemptTime: timer(undefined, "Wall time of one attempt at this step, instead of `limits.attemptTime`."),
    silence: timer(
      undefined,
      "How long the agent may say nothing in this step, instead of `limits.silence`.",
    ),
  },
};
