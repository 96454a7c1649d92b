import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ProgramConfig } from "../../../src/domain/config.ts";
import type { AgentRequest } from "../../../src/engine/agent-port.ts";

/** The config of an agent whose program is one of `fakes/`, in the scenario of that name. */
export function fakeProgram(
  type: ProgramConfig["type"],
  scenario: string,
  more: Partial<ProgramConfig> = {},
): ProgramConfig {
  const script = fileURLToPath(new URL(`./fakes/${type}.mjs`, import.meta.url));
  return {
    type,
    command: [process.execPath, script],
    ...more,
    env: { FAKE_SCENARIO: scenario, ...more.env },
  };
}

/** What a fake program notes of its start (`start.json` in the workspace). */
export interface FakeStart {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly prompt: string;
}

/** What the fake program of a request was started with. */
export function startOf({ workspace }: Pick<AgentRequest, "workspace">): FakeStart {
  return JSON.parse(readFileSync(join(workspace, "start.json"), "utf8"));
}
