/** The real programs: what to install, and how each is pointed at our server instead of its own. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ErrorKind } from "../../../src/domain/agent/error.ts";
import type { AgentConfig } from "../../../src/domain/config/config.ts";
import type { Access } from "../../../src/domain/definition/story/definition.ts";
import { install, type Package } from "./install.ts";

/** What is true of a program and not of all. */
export interface Traits {
  /** Whether the program tells what it cost. */
  readonly costs: boolean;
  /** Whether it tells the tokens of a whole turn. Default true. */
  readonly tokens?: boolean;
  /** The least access with which it has a shell. */
  readonly shell: Access;
  /** Whether its shell tool waits until nobody holds the command's output open. */
  readonly waitsForOutput?: boolean;
  /** A session it never had, where its ids are no UUIDs. */
  readonly unknownSession?: string;
  /** What comes of the service's errors, where it is not the error's own kind. */
  readonly kinds?: { readonly [status: number]: ErrorKind };
}

export interface Program {
  readonly title: string;
  readonly traits: Traits;
  /** Installs it where it is not; `home` is a folder for its settings and sessions, `url` the server. */
  configure(home: string, url: string): AgentConfig;
}

const claudeCode = (version: string): Package => ({
  name: "@anthropic-ai/claude-code",
  version,
  bin: "claude",
});
const codexCli: Package = { name: "@openai/codex", version: "0.169.0", bin: "codex" };
const openCode: Package = { name: "opencode-ai", version: "1.18.33", bin: "opencode" };

const claudeTraits: Traits = { costs: true, shell: "write" };

const openCodeTraits: Traits = {
  costs: true,
  shell: "write",
  waitsForOutput: true,
  unknownSession: "ses_e0256b8a9ffeEm97e2o45ljt3y",
};

const claude = (version: string): Program => ({
  title: `claude ${version}`,
  traits: claudeTraits,
  configure: (home, url) => ({
    type: "claude",
    command: [install(claudeCode(version))],
    env: claudeEnv(home, url),
  }),
});

export const programs = {
  claude: claude("2.1.330"),
  /** What npm installs on Node 20 for who asks for no version. */
  claudeOnNode20: claude("2.1.197"),
  codex: {
    title: "codex 0.169.0",
    traits: { costs: false, shell: "write" },
    configure: (home, url) => ({ type: "codex", command: [install(codexCli)], env: codexEnv(home, url) }),
  },
  gemini: {
    title: "gemini 0.61.0",
    traits: { costs: false, shell: "full", waitsForOutput: true },
    configure(home, url) {
      const settings = { security: { auth: { selectedType: "gemini-api-key" } } };
      put(join(home, ".gemini"), "settings.json", JSON.stringify(settings));
      const env = { HOME: home, GOOGLE_GEMINI_BASE_URL: url, GEMINI_API_KEY: "none" };
      const command = [install({ name: "@google/gemini-cli", version: "0.61.0", bin: "gemini" })];
      // Without a model it asks another one which to use.
      return { type: "gemini", command, env, model: "gemini-2.5-pro" };
    },
  },
  opencode: {
    title: "opencode 1.18.33",
    traits: openCodeTraits,
    configure: (home, url) => ({
      type: "opencode",
      command: [install(openCode)],
      env: openCodeEnv(home, url),
    }),
  },
  pi: {
    title: "pi 0.73.1",
    traits: { costs: true, shell: "write" },
    configure(home, url) {
      const provider = { baseUrl: url, api: "anthropic-messages", apiKey: "none", models: [piModel] };
      put(join(home, "pi"), "models.json", JSON.stringify({ providers: { stub: provider } }));
      const env = { HOME: home, PI_CODING_AGENT_DIR: join(home, "pi"), PI_OFFLINE: "1" };
      const command = [install({ name: "@mariozechner/pi-coding-agent", version: "0.73.1", bin: "pi" })];
      return { type: "pi", command, env, args: ["--provider", "stub", "--model", "m"] };
    },
  },
  acpClaude: {
    title: "claude-agent-acp 0.100.0",
    traits: claudeTraits,
    configure: (home, url) => ({
      type: "acp",
      command: [
        install({
          name: "@agentclientprotocol/claude-agent-acp",
          version: "0.100.0",
          bin: "claude-agent-acp",
        }),
      ],
      env: claudeEnv(home, url),
    }),
  },
  acpCodex: {
    title: "codex-acp 2.6.0",
    traits: { costs: false, shell: "write" },
    configure: (home, url) => ({
      type: "acp",
      command: [install({ name: "@agentclientprotocol/codex-acp", version: "2.6.0", bin: "codex-acp" })],
      env: codexEnv(home, url),
    }),
  },
  acpOpencode: {
    title: "opencode acp 1.18.33",
    // It tells the last step's tokens alone; a limit it waits out for a minute, then ends its turn without a word.
    traits: { ...openCodeTraits, tokens: false, kinds: { 429: "unknown", 529: "unknown" } },
    configure: (home, url) => ({
      type: "acp",
      command: [install(openCode), "acp"],
      env: openCodeEnv(home, url),
    }),
  },
} satisfies Record<string, Program>;

function claudeEnv(home: string, url: string) {
  return {
    HOME: home,
    ANTHROPIC_BASE_URL: url,
    ANTHROPIC_API_KEY: "none",
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
    DISABLE_AUTOUPDATER: "1",
  };
}

function codexEnv(home: string, url: string) {
  const provider = `{ name = "stub", base_url = "${url}/v1", wire_api = "responses", env_key = "STUB_KEY" }`;
  const settings = [
    'model = "gpt-5.1-codex"',
    'model_provider = "stub"',
    `model_providers.stub = ${provider}`,
  ];
  put(join(home, "codex"), "config.toml", `${settings.join("\n")}\n`);
  return { HOME: home, CODEX_HOME: join(home, "codex"), STUB_KEY: "none" };
}

const prices = { input: 3, output: 15, cache_read: 0.3, cache_write: 3.75 };

function openCodeEnv(home: string, url: string) {
  const stub = {
    npm: "@ai-sdk/anthropic",
    options: { baseURL: `${url}/v1`, apiKey: "none" },
    models: { m: { name: "m", cost: prices, limit: { context: 200_000, output: 8000 } } },
  };
  const off = { autoupdate: false, share: "disabled" };
  const config = { provider: { stub }, model: "stub/m", small_model: "stub/m", ...off };
  return { HOME: home, OPENCODE_CONFIG_CONTENT: JSON.stringify(config) };
}

const piModel = {
  id: "m",
  name: "m",
  contextWindow: 200_000,
  maxTokens: 8000,
  input: ["text"],
  reasoning: false,
  cost: { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 },
};

function put(dir: string, file: string, text: string): void {
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, file), text);
}
