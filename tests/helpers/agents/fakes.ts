import { fileURLToPath } from "node:url";
import type { ProgramConfig } from "../../../src/domain/config.ts";

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
