/** Behaves as OpenCode 1.18 does with `run --format json`, as far as it was measured. */
import { writeFileSync } from "node:fs";
import { emit, flag, hang } from "./common.mjs";
import { play, refuseUnknown } from "./play.mjs";

const args = process.argv.slice(2);
const known = ["--format", "--print-logs", "--log-level", "--auto", "--agent", "-m", "-s"];
refuseUnknown(known, args, () => "opencode run [message..]\n\nrun opencode with a message");
const resumed = flag("-s");
const sessionID = resumed ?? "s-1";
const agents = JSON.parse(process.env.OPENCODE_CONFIG_CONTENT ?? "{}").agent ?? {};
const agent = flag("--agent") ?? "build";
if (agent !== "build" && !agents[agent]) {
  process.stderr.write(`\u001b[93m! \u001b[0m agent "${agent}" not found. Falling back to default agent\n`);
}
let messages = 0;

/** As its project's own configuration may have it: its agents are allowed what the variable denies. */
function mayWrite() {
  const { permission } = agents[agent] ?? { permission: { edit: "allow" } };
  return (permission.edit ?? permission["*"]) !== "deny";
}

function say(type, part) {
  const ids = { id: "prt_1", messageID: `msg_${messages}`, sessionID };
  emit({ type, timestamp: 1795197506616, sessionID, part: { ...ids, ...part } });
}

function start() {
  messages += 1;
  say("step_start", { type: "step-start" });
}

function finish(reason, more = {}) {
  say("step_finish", { reason, type: "step-finish", ...more });
}

await play(
  {
    begin: start,
    text: (text) => say("text", { type: "text", text }),
    waits: () => finish("tool-calls"),
    edit(file, content) {
      const input = { filePath: `${process.cwd()}/${file}`, content };
      if (mayWrite()) writeFileSync(file, content);
      const state = mayWrite() ? { status: "completed", input } : { status: "error", input, error: "denied" };
      say("tool_use", { type: "tool", tool: "write", callID: "call_1", state });
      finish("tool-calls", { cost: 0 });
      start();
    },
    end({ tokens: [input, output] = [700, 50], cost = 0 }) {
      const tokens = { total: input + output, input: input - 300, output: output - 10, reasoning: 10 };
      finish("stop", { tokens: { ...tokens, cache: { write: 100, read: 200 } }, cost });
    },
    unknown() {
      process.stderr.write("\u001b[91m\u001b[1mError: \u001b[0mSession not found\n");
      process.exitCode = 1;
    },
    async unserved(statusCode) {
      const said = { 401: "invalid x-api-key", 429: "This would exceed your rate limit", 529: "Overloaded" };
      const message = said[statusCode];
      if (statusCode === 401) {
        const error = { name: "APIError", data: { message, statusCode, isRetryable: false } };
        emit({ type: "error", timestamp: 1795197506616, sessionID, error });
        process.exitCode = 1;
        return;
      }
      for (let tried = 1; tried <= 4; tried += 1) {
        const rest = `session.id=${sessionID} small=false agent=build mode=primary`;
        process.stderr.write(
          `timestamp=2026-11-21T10:29:41.775Z level=ERROR run=2de5c62c message="stream error" ${rest} error.error="AI_APICallError: ${message}"\n`,
        );
      }
      await hang();
    },
  },
  resumed,
);
