/** Behaves as Claude Code 2.1.329 does with `-p --output-format stream-json`, as far as it was measured. */
import { writeFileSync } from "node:fs";
import { emit, flag, garbage, hang, ignoreSignals, leaveBehind, readPrompt, scenario } from "./common.mjs";

const args = process.argv.slice(2);
refuseUnknown();
const resumed = flag("--resume");
const session = resumed ?? "s-1";
const mode = args.includes("--dangerously-skip-permissions")
  ? "bypassPermissions"
  : flag("--permission-mode");
const denied = (flag("--disallowedTools") ?? "").split(",");
const mayWrite = mode === "bypassPermissions" || (mode === "acceptEdits" && !denied.includes("Write"));
const of = { session_id: session, parent_tool_use_id: null };
const toolUse = { type: "tool_use", name: "Write", input: { file_path: "made.txt", content: "made" } };

if (scenario !== "deaf") readPrompt();
await (scenarios()[scenario] ?? answers)();

function scenarios() {
  return {
    session: () => answers({ cost: 0.5 }),
    async hangs() {
      begin();
      text("working");
      await hang();
    },
    stalls: () => (resumed ? scenarios().resumes() : scenarios().hangs()),
    async talks() {
      begin();
      setInterval(() => text("more"), 20);
    },
    fails() {
      process.stderr.write("broken\n");
      process.exitCode = 3;
    },
    garbage() {
      garbage();
      answers();
    },
    async stubborn() {
      ignoreSignals();
      begin();
      leaveBehind();
      text("working");
      await hang();
    },
    leaves() {
      begin();
      leaveBehind();
      text("hello");
      result({});
    },
    async stops() {
      process.on("SIGINT", () => {
        result({ subtype: "success", result: "[Request interrupted by user]", cost: 0.1 });
        process.exit(0);
      });
      begin();
      text("working");
      await hang();
    },
    async works() {
      begin();
      emit({ type: "assistant", message: message([{ ...toolUse, id: "toolu_1" }]), ...of });
      await new Promise((resolve) => setTimeout(resolve, 2500));
      result({});
    },
    edits,
    usage: () => answers({ cost: 0.25, tokens: [700, 50] }),
    resumes() {
      begin();
      text(`going on in ${resumed}`);
      result({ result: `going on in ${resumed}`, cost: 0.75, tokens: [2700, 150] });
    },
    forgets() {
      const message = `No conversation found with session ID: ${resumed}`;
      result({ subtype: "error_during_execution", is_error: true, result: undefined, errors: [message] });
      process.stderr.write(`${message}\n`);
      process.exitCode = 1;
    },
    structured() {
      begin();
      if (JSON.parse(flag("--json-schema")).type !== "object") throw new Error("no schema");
      const answer = { verdict: "rejected", issues: [{ severity: "major", description: "d" }] };
      result({ result: JSON.stringify(answer), structured_output: answer });
    },
    unstructured: () => answers({}),
    asks() {
      begin();
      text("QUESTION: Which theme?");
      result({ result: "QUESTION: Which theme?" });
    },
    async unauthorized() {
      begin();
      retry(401, "authentication_failed");
      await hang();
    },
    limited() {
      begin();
      const info = { status: "rejected", resetsAt: Math.floor(Date.now() / 1000) + 3600 };
      emit({ type: "rate_limit_event", rate_limit_info: info, ...of });
      unserved(429, "rate_limit", "API Error: Request rejected (429) · This would exceed your rate limit");
    },
    overloaded: () => unserved(529, "overloaded", "API Error: 529 Overloaded. Try again in a moment."),
    async lingers() {
      answers();
      await hang();
    },
    trips() {
      answers();
      process.exitCode = 1;
    },
  };
}

function answers(more = {}) {
  begin();
  text("hello");
  result(more);
}

function edits() {
  begin();
  emit({ type: "assistant", message: message([{ ...toolUse, id: "toolu_1" }]), ...of });
  if (mayWrite) writeFileSync("made.txt", "made");
  const content = [{ tool_use_id: "toolu_1", type: "tool_result", content: "", is_error: !mayWrite }];
  emit({ type: "user", message: { role: "user", content }, ...of });
  text("hello");
  result({ permission_denials: mayWrite ? [] : [{ tool_name: "Write", tool_use_id: "toolu_1" }] });
}

function unserved(status, error, said) {
  retry(status, error);
  emit({
    type: "assistant",
    message: { ...message([{ type: "text", text: said }]), model: "<synthetic>" },
    ...of,
  });
  result({ is_error: true, api_error_status: status, result: said, cost: 0 });
  process.exitCode = 1;
}

function begin() {
  emit({
    type: "system",
    subtype: "init",
    session_id: session,
    claude_code_version: "2.1.329",
    permissionMode: mode,
  });
}

function text(said) {
  emit({ type: "assistant", message: message([{ type: "text", text: said }]), ...of });
}

function retry(status, error) {
  const times = { attempt: 1, max_retries: 4, retry_delay_ms: 600 };
  emit({ type: "system", subtype: "api_retry", ...times, error_status: status, error, session_id: session });
}

/** Totals as this version has them: over the whole session, what was cached apart. */
function result({ cost, tokens, ...more }) {
  const [input, output] = tokens ?? [];
  const usage = {
    inputTokens: input,
    outputTokens: output,
    cacheReadInputTokens: 200,
    cacheCreationInputTokens: 100,
  };
  emit({
    type: "result",
    subtype: "success",
    is_error: false,
    result: "hello",
    permission_denials: [],
    session_id: session,
    ...(cost === undefined ? {} : { total_cost_usd: cost }),
    ...(tokens ? { modelUsage: { "claude-sonnet-4-5": { ...usage, costUSD: cost } } } : {}),
    ...more,
  });
}

function message(content) {
  return { id: "msg_1", type: "message", role: "assistant", model: "claude-sonnet-4-5", content };
}

function refuseUnknown() {
  const known =
    /^(-p|--(output-format|verbose|permission-mode|allowedTools|disallowedTools|model|resume|json-schema|max-budget-usd|dangerously-skip-permissions)(=.*)?)$/;
  const unknown = args.find((arg) => arg.startsWith("-") && !known.test(arg));
  if (unknown === undefined) return;
  process.stderr.write(`error: unknown option '${unknown}'\n`);
  process.exit(1);
}
