/** Behaves as Claude Code 2.1.329 does with `-p --output-format stream-json`, as far as it was measured. */
import { writeFileSync } from "node:fs";
import { emit, flag, hang } from "./common.mjs";
import { play, refuseUnknown, verdict } from "./play.mjs";

const args = process.argv.slice(2);
const known = [
  ...["-p", "--output-format", "--verbose", "--permission-mode", "--allowedTools", "--disallowedTools"],
  ...["--model", "--resume", "--json-schema", "--max-budget-usd", "--dangerously-skip-permissions"],
];
refuseUnknown(known, args, (arg) => `error: unknown option '${arg}'`);
const resumed = flag("--resume");
const session = resumed ?? "s-1";
const mode = args.includes("--dangerously-skip-permissions")
  ? "bypassPermissions"
  : flag("--permission-mode");
const denied = (flag("--disallowedTools") ?? "").split(",");
const mayWrite = mode === "bypassPermissions" || (mode === "acceptEdits" && !denied.includes("Write"));
const of = { session_id: session, parent_tool_use_id: null };
const denials = [];
let said = "hello";

const voice = {
  begin() {
    const version = { claude_code_version: "2.1.329", permissionMode: mode };
    emit({ type: "system", subtype: "init", session_id: session, ...version });
  },
  text(text) {
    said = text.trimEnd();
    emit({ type: "assistant", message: message([{ type: "text", text: said }]), ...of });
  },
  edit(file_path, content) {
    use("Write", { file_path, content });
    if (mayWrite) writeFileSync(file_path, content);
    else denials.push({ tool_name: "Write", tool_use_id: "toolu_1" });
    const done = [{ tool_use_id: "toolu_1", type: "tool_result", content: "", is_error: !mayWrite }];
    emit({ type: "user", message: { role: "user", content: done }, ...of });
  },
  end: result,
  unknown() {
    const message = `No conversation found with session ID: ${resumed}`;
    result({ subtype: "error_during_execution", is_error: true, result: undefined, errors: [message] });
    process.stderr.write(`${message}\n`);
    process.exitCode = 1;
  },
  async unserved(status) {
    this.begin();
    if (status === 401) {
      retry(401, "authentication_failed");
      return hang();
    }
    const info = { status: "rejected", resetsAt: Math.floor(Date.now() / 1000) + 3600 };
    if (status === 429) emit({ type: "rate_limit_event", rate_limit_info: info, ...of });
    const [name, text] = {
      429: ["rate_limit", "API Error: Request rejected (429) · This would exceed your rate limit"],
      529: ["overloaded", "API Error: 529 Overloaded. Try again in a moment."],
    }[status];
    retry(status, name);
    const refused = { ...message([{ type: "text", text }]), model: "<synthetic>" };
    emit({ type: "assistant", message: refused, ...of });
    result({ is_error: true, api_error_status: status, result: text, cost: 0 });
    process.exitCode = 1;
  },
};

await play(voice, resumed, {
  structured() {
    if (JSON.parse(flag("--json-schema")).type !== "object") throw new Error("no schema");
    voice.begin();
    result({ result: JSON.stringify(verdict), structured_output: verdict });
  },
  stalls() {
    return resumed ? this.resumes() : this.hangs();
  },
  async stops() {
    process.on("SIGINT", () => {
      result({ result: "[Request interrupted by user]", cost: 0.1 });
      process.exit(0);
    });
    await this.hangs();
  },
  async works() {
    voice.begin();
    use("Write", { file_path: "made.txt", content: "made" });
    await new Promise((resolve) => setTimeout(resolve, 2500));
    result({});
  },
});

function use(name, input) {
  emit({ type: "assistant", message: message([{ type: "tool_use", id: "toolu_1", name, input }]), ...of });
}

function retry(status, error) {
  const times = { attempt: 1, max_retries: 4, retry_delay_ms: 600 };
  emit({ type: "system", subtype: "api_retry", ...times, error_status: status, error, session_id: session });
}

/** Totals as this version has them: over the whole session, what was cached apart. */
function result({ cost, tokens, ...more }) {
  const [input, outputTokens] = tokens ?? [];
  const cached = { cacheReadInputTokens: 200, cacheCreationInputTokens: 100 };
  const usage = { inputTokens: input - 300, outputTokens, ...cached, costUSD: cost };
  emit({
    type: "result",
    subtype: "success",
    is_error: false,
    result: said,
    permission_denials: denials,
    session_id: session,
    ...(cost === undefined ? {} : { total_cost_usd: cost }),
    ...(tokens ? { modelUsage: { "claude-sonnet-4-5": usage } } : {}),
    ...more,
  });
}

function message(content) {
  return { id: "msg_1", type: "message", role: "assistant", model: "claude-sonnet-4-5", content };
}
