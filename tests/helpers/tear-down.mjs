import { rmSync } from "node:fs";

/** After all tests. A process that is still on its way out may write once more. */
export default function tearDown() {
  rmSync(process.env.TMPDIR, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
