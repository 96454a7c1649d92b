import base from "../../jest.config.js";

/** The real programs: `npm run test:agents`. One at a time, so that each has the machine to itself. */
export default {
  ...base,
  rootDir: "../..",
  roots: ["<rootDir>/tests/agents"],
  testPathIgnorePatterns: [],
  maxWorkers: 1,
  testTimeout: 120_000,
  reporters: ["default", "<rootDir>/tests/agents/table.js"],
};
