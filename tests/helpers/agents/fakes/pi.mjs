/** Behaves as pi 0.74 does with `--mode json -p`, as far as it was measured. */
import { writeFileSync } from "node:fs";
import { emit, flag } from "./common.mjs";
import { play, refuseUnknown } from "./play.mjs";

const args = process.argv.slice(2);
refuseUnknown(
  ["--mode", "-p", "--tools", "--model", "--session"],
  args,
  (arg) => `Error: Unknown option: ${arg}`,
);
const resumed = flag("--session");
const tools = (flag("--tools") ?? "read,bash,edit,write").split(",");
const zero = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, totalTokens: 0, cost: { total: 0 } };

function message(text, more = {}) {
  const content = text === "" ? [] : [{ type: "text", text }];
  return { role: "assistant", content, provider: "stub", model: "stub-1", stopReason: "stop", ...more };
}

function end(last) {
  emit({ type: "message_end", message: last });
  emit({ type: "turn_end", message: last, toolResults: [] });
}

let said = "";

await play(
  {
    begin() {
      emit({ type: "session", version: 3, id: resumed ?? "s-1", timestamp: "2026-11-20T18:07:16.333Z" });
      emit({ type: "agent_start" });
      emit({ type: "turn_start" });
    },
    text(text) {
      said = text;
      for (const type of ["text_start", "text_delta"]) {
        emit({ type: "message_update", assistantMessageEvent: { type }, message: message(text) });
      }
      emit({ type: "message_end", message: message(text, { stopReason: "toolUse" }) });
    },
    edit(path, content) {
      const call = { toolCallId: "call_1", toolName: "write" };
      emit({ type: "tool_execution_start", ...call, args: { path, content } });
      const mayWrite = tools.includes("write");
      if (mayWrite) writeFileSync(path, content);
      emit({ type: "tool_execution_end", ...call, result: { content: [] }, isError: !mayWrite });
    },
    end({ tokens: [input, output] = [700, 50], cost = 0 }) {
      const usage = { input: input - 300, output, cacheRead: 200, cacheWrite: 100, cost: { total: cost } };
      end(message("", { usage }));
      emit({ type: "agent_end", messages: [message(said)] });
    },
    unknown() {
      process.stderr.write(`No session found matching '${resumed}'\n`);
      process.exitCode = 1;
    },
    unserved(status) {
      const names = { 401: "authentication_error", 429: "rate_limit_error", 529: "overloaded_error" };
      const body = JSON.stringify({ type: "error", error: { type: names[status], message: "No." } });
      const errorMessage = `${status} ${body}`;
      this.begin();
      for (let attempt = 0; attempt < (status === 401 ? 1 : 4); attempt += 1) {
        if (attempt > 0)
          emit({ type: "auto_retry_start", attempt, maxAttempts: 3, delayMs: 0, errorMessage });
        end(message("", { stopReason: "error", errorMessage, usage: zero }));
        emit({ type: "agent_end", messages: [] });
      }
      // Exit code 0, whatever it was.
    },
  },
  resumed,
);
