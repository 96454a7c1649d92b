/** Behaves as Codex 0.169 does with `exec --json`, as far as it was measured. */
import { readFileSync, writeFileSync } from "node:fs";
import { emit, flag, hang } from "./common.mjs";
import { play, verdict } from "./play.mjs";

const args = process.argv.slice(2);
if (args[0] !== "exec" || args.at(-1) !== "-" || !args.includes("--json"))
  throw new Error(`not: ${args.join(" ")}`);
const resumed = args[1] === "resume" ? args.at(-2) : undefined;
const sandbox = args.find((arg) => arg.startsWith("sandbox_mode="))?.split('"')[1];

const voice = {
  begin(thread = resumed ?? "s-1") {
    emit({ type: "thread.started", thread_id: thread });
    const item = { id: "item_0", type: "error", message: "Model metadata not found." };
    emit({ type: "item.completed", item });
    emit({ type: "turn.started" });
  },
  text(said) {
    const text = said.trimEnd();
    emit({ type: "item.completed", item: { id: `item_${text.length}`, type: "agent_message", text } });
  },
  /** A write that the sandbox denies shows no event of its own: the command just fails. */
  edit(file, content) {
    const command = `/bin/bash -lc 'echo ${content} > ${file}'`;
    const item = { id: "item_1", type: "command_execution", command };
    emit({ type: "item.started", item: { ...item, exit_code: null, status: "in_progress" } });
    const mayWrite = sandbox === "workspace-write" || sandbox === "danger-full-access";
    if (mayWrite) writeFileSync(file, content);
    emit({ type: "item.completed", item: { ...item, exit_code: mayWrite ? 0 : 1, status: "completed" } });
  },
  /** The thread's totals; those cached are among the input's. */
  end({ tokens: [input_tokens, output_tokens] = [] }) {
    const of = { cached_input_tokens: 200, reasoning_output_tokens: 10 };
    emit({ type: "turn.completed", usage: { input_tokens, output_tokens, ...of } });
  },
  unknown() {
    process.stderr.write(
      `Error: thread/resume: thread/resume failed: no rollout found for thread id ${resumed} (code -32600)\n\nStack backtrace:\n   0: <unknown>\n`,
    );
    process.exitCode = 1;
  },
  async unserved(status) {
    this.begin();
    const message = {
      401: "Reconnecting... 1/5 (unexpected status 401 Unauthorized: invalid key)",
      429: "exceeded retry limit, last status: 429 Too Many Requests",
      529: "unexpected status 529 <unknown status code>: Overloaded",
    }[status];
    emit({ type: "error", message });
    if (status === 401) return hang();
    emit({ type: "turn.failed", error: { message } });
    process.exitCode = 1;
  },
};

await play(voice, resumed, {
  structured() {
    const schema = JSON.parse(readFileSync(flag("--output-schema"), "utf8"));
    if (schema.type !== "object") throw new Error("no schema");
    voice.begin();
    voice.text(JSON.stringify({ verdict: "approved", issues: [] }));
    voice.text(JSON.stringify(verdict));
    voice.end({});
  },
  async wanders() {
    voice.begin("s-2");
    await hang();
  },
  refuses() {
    process.stderr.write("error: unexpected argument '--no-such' found\n\nUsage: codex exec [OPTIONS]\n");
    process.exitCode = 2;
  },
});
