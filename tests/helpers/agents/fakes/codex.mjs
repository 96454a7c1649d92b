/** Behaves as Codex 0.169 does with `exec --json`, as far as it was measured. */
import { readFileSync, writeFileSync } from "node:fs";
import { emit, flag, garbage, hang, ignoreSignals, leaveBehind, readPrompt, scenario } from "./common.mjs";

const args = process.argv.slice(2);
if (args[0] !== "exec" || args.at(-1) !== "-" || !args.includes("--json"))
  throw new Error(`not: ${args.join(" ")}`);
const resumed = args[1] === "resume" ? args.at(-2) : undefined;
const sandbox = args.find((arg) => arg.startsWith("sandbox_mode="))?.split('"')[1];

if (scenario !== "deaf") readPrompt();
await (scenarios()[scenario] ?? answers)();

function scenarios() {
  return {
    async hangs() {
      begin();
      say("working");
      await hang();
    },
    async talks() {
      begin();
      setInterval(() => say("more"), 20);
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
      say("working");
      await hang();
    },
    leaves() {
      begin();
      leaveBehind();
      say("hello");
      complete();
    },
    async wanders() {
      begin("s-2");
      await hang();
    },
    refuses() {
      process.stderr.write("error: unexpected argument '--no-such' found\n\nUsage: codex exec [OPTIONS]\n");
      process.exitCode = 2;
    },
    edits,
    usage: () => answers([1000, 50]),
    resumes() {
      begin();
      say(`going on in ${resumed}`);
      complete([3000, 150]);
    },
    forgets() {
      process.stderr.write(
        `Error: thread/resume: thread/resume failed: no rollout found for thread id ${resumed} (code -32600)\n\nStack backtrace:\n   0: <unknown>\n`,
      );
      process.exitCode = 1;
    },
    structured() {
      const schema = JSON.parse(readFileSync(flag("--output-schema"), "utf8"));
      if (schema.type !== "object") throw new Error("no schema");
      begin();
      say(JSON.stringify({ verdict: "approved", issues: [] }));
      say(JSON.stringify({ verdict: "rejected", issues: [{ severity: "major", description: "d" }] }));
      complete();
    },
    asks() {
      begin();
      say("QUESTION: Which theme?");
      complete();
    },
    async unauthorized() {
      begin();
      emit({
        type: "error",
        message: "Reconnecting... 1/5 (unexpected status 401 Unauthorized: invalid key)",
      });
      await hang();
    },
    limited: () => unserved("exceeded retry limit, last status: 429 Too Many Requests"),
    overloaded: () => unserved("unexpected status 529 <unknown status code>: Overloaded"),
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

function answers(tokens) {
  begin();
  say("hello");
  complete(tokens);
}

/** A write that the sandbox denies shows no event of its own: the command just fails. */
function edits() {
  begin();
  const item = { id: "item_1", type: "command_execution", command: "/bin/bash -lc 'echo made > made.txt'" };
  emit({ type: "item.started", item: { ...item, exit_code: null, status: "in_progress" } });
  const mayWrite = sandbox === "workspace-write" || sandbox === "danger-full-access";
  if (mayWrite) writeFileSync("made.txt", "made");
  emit({ type: "item.completed", item: { ...item, exit_code: mayWrite ? 0 : 1, status: "completed" } });
  say("hello");
  complete();
}

function unserved(message) {
  begin();
  emit({ type: "error", message });
  emit({ type: "turn.failed", error: { message } });
  process.exitCode = 1;
}

function begin(thread = resumed ?? "s-1") {
  emit({ type: "thread.started", thread_id: thread });
  emit({
    type: "item.completed",
    item: { id: "item_0", type: "error", message: "Model metadata not found." },
  });
  emit({ type: "turn.started" });
}

function say(text) {
  emit({ type: "item.completed", item: { id: `item_${text.length}`, type: "agent_message", text } });
}

/** The thread's totals; those cached are among the input's. */
function complete([input, output] = []) {
  const usage = {
    input_tokens: input,
    cached_input_tokens: 200,
    output_tokens: output,
    reasoning_output_tokens: 10,
  };
  emit({ type: "turn.completed", usage });
}
