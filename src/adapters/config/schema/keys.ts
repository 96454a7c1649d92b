import { programTypes } from "../../../domain/agent/types.ts";
import type { Config, Limits } from "../../../domain/config/config.ts";
import type {
  DurationSchema,
  NumberSchema,
  ObjectSchema,
  Schema,
  TextRule,
  TextSchema,
} from "../../../domain/config/schema.ts";
import { storyTypes } from "../../../domain/story/story.ts";
import { actionSchema, agentSchema, name, stepId } from "./agents.ts";
import { timer } from "./timer.ts";

const costMax = 1_000_000;

const limits: Record<keyof Limits, NumberSchema | DurationSchema> = {
  failures: count(3, "Failures in a row of one action (agent or check) before its story is blocked."),
  rejections: count(3, "Rejections in a row before the story is blocked."),
  calls: count(20, "Agent calls per story, all actions and attempts included, before the story is blocked."),
  attemptTime: timer("60m", "Wall time of one attempt; an agent that takes longer is ended."),
  silence: timer(
    "10m",
    "How long an agent may say nothing before it is ended; three times as long while a tool of its own runs, where it tells.",
  ),
  checkTime: timer("10m", "Wall time of one check command."),
  maxWait: {
    ...timer("6h", "How long rate limits and overloads are waited out before the run stops."),
    min: "0s",
  },
  costPerStory: usd(10, "USD a story may cost before it is blocked."),
  costPerRun: usd(50, "USD a run may cost before it stops."),
  costPerDay: usd(
    undefined,
    "USD all runs of this project may cost in a day. Without it there is no such bound.",
  ),
};

/** Every key of `.agentic-sdlc.json`. The compiler holds it to the keys of `Config`. */
const keys: Record<keyof Config | "$schema", Schema> = {
  $schema: text("Where editors find the JSON Schema of this file; `init` writes it."),
  agent: text(
    `The agent that does the actions: a name from \`agents\`, or one of the programs ${programTypes.join(", ")}. Default: the first of these on PATH.`,
  ),
  agents: { kind: "map", key: "<name>", rule: name, of: agentSchema, description: "Agents by name." },
  actions: {
    kind: "map",
    key: "<step>",
    rule: stepId,
    of: actionSchema,
    description: "Per step of a story workflow: who does it, and how.",
  },
  checks: texts([], "Commands the runner itself runs after implement; all must exit 0. Example: `npm test`."),
  gates: {
    kind: "map",
    key: "<step>",
    rule: stepId,
    of: { kind: "choice", of: ["approve"], description: "A person must approve what the step did." },
    description:
      "Steps after which a person must approve before the story goes on; after the last, before it is done.",
  },
  workflows: {
    kind: "map",
    key: "<type>",
    names: storyTypes,
    of: text("Name of a story workflow: `story`, `quick`, or a file in `.agentic-sdlc/workflows/`."),
    description: "Which workflow stories of a type follow, where the story names none. Default: `story`.",
  },
  limits: { kind: "object", keys: limits, description: "Bounds that stop a run from spending without end." },
  checkpoint: {
    kind: "object",
    description: "What `run --continue` thinks of a checkpoint.",
    keys: {
      maxAge: {
        kind: "duration",
        min: "0s",
        max: "3650d",
        default: "48h",
        description: "`run --continue` warns about a checkpoint older than this.",
      },
    },
  },
  protect: texts(
    [
      ".github/**",
      ".gitlab-ci.yml",
      ".circleci/**",
      ".ci/**",
      "Jenkinsfile",
      "azure-pipelines.yml",
      "bitbucket-pipelines.yml",
      ".agentic-sdlc.json",
      ".agentic-sdlc/workflows/**",
      ".agentic-sdlc/prompts/**",
    ],
    "Globs; a story that changes such a file waits for a person before it lands.",
  ),
  secrets: texts(
    ["*KEY", "*TOKEN", "*SECRET", "*PASSWORD"],
    "Name patterns of environment variables whose values (8 characters or more) are masked in all that is kept or shown.",
  ),
  agentEnv: {
    kind: "object",
    description: "What agents see of the environment.",
    keys: { deny: texts(["NPM_TOKEN"], "Environment variables that agents are not given.") },
  },
  conventions: {
    ...texts(
      ["AGENTS.md", "CLAUDE.md", "CONTRIBUTING.md"],
      "Files given to the agent as the project's conventions.",
    ),
    of: text("A path inside the project, relative to its root.", insideProject()),
  },
};

/** The schema of `.agentic-sdlc.json`. */
export const configSchema: ObjectSchema = {
  kind: "object",
  description: "Configuration of agentic-sdlc for one project.",
  keys,
};

function insideProject(): TextRule {
  return {
    pattern: "^(?![/\\\\]|[A-Za-z]:)(?!(.*[/\\\\])?\\.\\.([/\\\\]|$))",
    says: "a path inside the project, relative to its root",
  };
}

function text(description: string, rule?: TextRule): TextSchema {
  return { kind: "text", description, ...(rule && { rule }) };
}

function texts(standard: readonly string[], description: string): Extract<Schema, { kind: "list" }> {
  return { kind: "list", of: text("One entry."), default: standard, description };
}

function count(standard: number, description: string): NumberSchema {
  return { kind: "number", whole: true, min: 1, max: 1000, default: standard, description };
}

function usd(standard: number | undefined, description: string): NumberSchema {
  return { kind: "number", above: 0, max: costMax, description, ...(standard && { default: standard }) };
}
