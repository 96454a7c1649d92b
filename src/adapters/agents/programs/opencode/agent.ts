import type { ProgramConfig } from "../../../../domain/config/config.ts";
import type { Access } from "../../../../domain/definition/story/definition.ts";
import { isObject } from "../../../../domain/text/json.ts";
import type { Agent, AgentRequest } from "../../../../engine/ports/agent.ts";
import { type Prepared, streamAgent } from "../agent.ts";
import { sessionArguments } from "../resume.ts";
import { opencodeReader } from "./stream.ts";

/**
 * OpenCode. Where it may only read, an agent of our own within it has only reading tools; where it may write, it is kept
 * to its workspace, as far as it looks at what its shell commands do. It takes no schema.
 */
export function opencodeAgent(name: string, config: ProgramConfig, root: string): Agent {
  return streamAgent(name, config, root, {
    prepare: (request, env) => opencodeStart(request, config.model, env),
    open: (request) => opencodeReader(name, request.workspace),
    // SIGTERM makes orphans of its tools.
    asks: ["SIGINT"],
  });
}

/**
 * What it is started with for a request. `ownModel`: the agent's; `env`: what ours is added to. Throws when a variable of
 * OpenCode's there cannot be added to.
 */
export function opencodeStart(
  request: AgentRequest,
  ownModel: string | undefined,
  env: Readonly<Record<string, string>>,
): Prepared {
  const { access, sessionId, model = ownModel } = request;
  return {
    args: [
      // Its events do not tell that it retries, or why it failed: its log does.
      ...["run", "--format", "json", "--print-logs", "--log-level", "ERROR"],
      // What is not denied must not be asked for: unasked, its turn would end there.
      "--auto",
      ...(access === "read" ? ["--agent", readingAgent] : []),
      ...(model === undefined ? [] : ["-m", model]),
      ...sessionArguments("-s", sessionId),
    ],
    env: environment[access](env),
  };
}

const readingAgent = "agentic-sdlc-read";

/** Everything is denied but this; what its defaults keep from it, too (`.env`). */
const readingPermission = {
  "*": "deny",
  read: { "*": "allow", "*.env": "deny", "*.env.*": "deny", "*.env.example": "allow" },
  ...Object.fromEntries(
    ["grep", "glob", "list", "webfetch", "websearch", "todowrite", "todoread", "skill", "lsp"].map((tool) => [
      tool,
      "allow",
    ]),
  ),
};

const environment: Readonly<
  Record<Access, (env: Readonly<Record<string, string>>) => Record<string, string>>
> = {
  /**
   * The project's own opencode.json may allow its agents what OPENCODE_PERMISSION denies, so that alone does not hold. An
   * agent whose name the project does not know, given with the highest rank, does; the variable is for those without it.
   */
  read(env) {
    const content = objectIn(env, "OPENCODE_CONFIG_CONTENT");
    const agents = isObject(content.agent) ? content.agent : {};
    const agent = { ...agents, [readingAgent]: { mode: "primary", permission: readingPermission } };
    return {
      OPENCODE_PERMISSION: JSON.stringify({
        ...objectIn(env, "OPENCODE_PERMISSION"),
        edit: "deny",
        bash: "deny",
      }),
      OPENCODE_CONFIG_CONTENT: JSON.stringify({ ...content, agent }),
    };
  },
  write: (env) => ({
    OPENCODE_PERMISSION: JSON.stringify({
      external_directory: "deny",
      ...objectIn(env, "OPENCODE_PERMISSION"),
    }),
  }),
  full: () => ({}),
};

/** The user's own value of a variable that ours is added to. */
function objectIn(
  env: Readonly<Record<string, string>>,
  variable: string,
): Readonly<Record<string, unknown>> {
  const text = env[variable];
  if (text === undefined || text.trim() === "") return {};
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // Said below.
  }
  throw new Error(`${variable} is set, but is no JSON object, so that permissions cannot be added to it`);
}
