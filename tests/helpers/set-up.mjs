import { chmodSync, mkdtempSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import buildOnce from "./build-once.mjs";

/**
 * Before all tests, in jest's own process: its workers and what they start inherit the environment. Temporary files get
 * a folder of this test run's own: what a killed process leaves goes with it, and what others left is not met.
 */
export default function setUp() {
  process.env.OUTER_TMPDIR = tmpdir();
  process.env.TMPDIR = mkdtempSync(join(realpathSync(tmpdir()), "agentic-tests-"));
  // Some tests act as another user.
  chmodSync(process.env.TMPDIR, 0o755);
  buildOnce();
}
