/** Tests are native ES modules; swc only strips the types. */
export default {
  testEnvironment: "node",
  extensionsToTreatAsEsm: [".ts"],
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      {
        jsc: {
          parser: { syntax: "typescript" },
          target: "es2022",
        },
        module: { type: "es6" },
      },
    ],
  },
  roots: ["<rootDir>/tests"],
  testMatch: ["**/*.test.ts"],
  // The real programs have a run of their own: `npm run test:agents`.
  testPathIgnorePatterns: ["/node_modules/", "<rootDir>/tests/agents/"],
  // One more than the cores of a small machine: many tests wait for processes.
  maxWorkers: 3,
  // Many tests run real processes; a busy machine is slow, and a hang is found all the same.
  testTimeout: 60_000,
  globalSetup: "<rootDir>/tests/helpers/set-up.mjs",
  globalTeardown: "<rootDir>/tests/helpers/tear-down.mjs",
};
