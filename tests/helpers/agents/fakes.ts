import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ProgramConfig } from "../../../src/domain/config/config.ts";
import type { Agent, AgentRequest } from "../../../src/engine/ports/agent.ts";
import { performed } from "./request.ts";

/** The fake program's file. */
export const fakeScript = (type: ProgramConfig["type"]) =>
  fileURLToPath(new URL(`./fakes/${type}.mjs`, import.meta.url));

/** The config of an agent whose program is one of `fakes/`, in the scenario of that name. */
export function fakeProgram(
  type: ProgramConfig["type"],
  scenario: string,
  more: Partial<ProgramConfig> = {},
): ProgramConfig {
  return {
    type,
    command: [process.execPath, fakeScript(type)],
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

/** Has an agent perform a request by its fake program; tells what that was started with, too. */
export async function startedBy(agent: Agent, request: AgentRequest) {
  const { result } = await performed(agent, request);
  return { result, request, ...startOf(request) };
}
