import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { acpAgent } from "../../../src/adapters/agents/acp/agent.ts";
import type { AcpConfig } from "../../../src/domain/config/config.ts";
import type { Agent, AgentRequest } from "../../../src/engine/ports/agent.ts";

const program = fileURLToPath(new URL("./fakes/acp.mjs", import.meta.url));

/** The fake ACP agent, in a scenario. `env`: FAKE_… as fakes/acp.mjs reads them. */
export function fakeAcp(
  scenario: string,
  env: Record<string, string> = {},
  more: Partial<AcpConfig> = {},
): Agent {
  const config = {
    type: "acp" as const,
    command: [program],
    env: { FAKE_SCENARIO: scenario, ...env },
    ...more,
  };
  return acpAgent("fake", config, "/");
}

/** What the fake was told: methods and answers, in order. */
export function heard(request: AgentRequest): readonly Heard[] {
  const text = readFileSync(join(request.workspace, "heard.ndjson"), "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Heard);
}

export interface Heard {
  readonly method?: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly result?: unknown;
}
