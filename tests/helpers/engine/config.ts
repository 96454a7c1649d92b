import type { Config } from "../../../src/domain/config/config.ts";

/** Limits wide enough not to matter, unless a test narrows them. */
export function testConfig(more: Partial<Config> = {}): Config {
  return {
    agents: {},
    actions: {},
    checks: [],
    gates: {},
    workflows: {},
    checkpoint: { maxAge: 1e9 },
    protect: [],
    secrets: [],
    agentEnv: { deny: [] },
    conventions: [],
    limits: {
      failures: 3,
      rejections: 3,
      calls: 20,
      attemptTime: 1e6,
      silence: 1e6,
      checkTime: 1e6,
      maxWait: 6 * 3600e3,
      costPerStory: 10,
      costPerRun: 50,
    },
    ...more,
  };
}
