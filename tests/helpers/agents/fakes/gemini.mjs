/** Behaves as Gemini CLI 0.61 does with `-o stream-json`, as far as it was measured. */
import { readFileSync, writeFileSync } from "node:fs";
import { emit, flag, hang } from "./common.mjs";
import { play, refuseUnknown } from "./play.mjs";

const args = process.argv.slice(2);
const known = ["-o", "--skip-trust", "--approval-mode", "--admin-policy", "--model", "--resume"];
refuseUnknown(known, args, (arg) => `Unknown argument: ${arg.replace(/^-+/, "")}\nUsage: gemini [options]`);
const resumed = flag("--resume");
const policy = flag("--admin-policy") === undefined ? "" : readFileSync(flag("--admin-policy"), "utf8");
const rules = policy.split("[[rule]]").map((rule) => ({
  tools: [...(/^toolName = (.*)$/m.exec(rule)?.[1] ?? "").matchAll(/"([^"]+)"/g)].map(([, tool]) => tool),
  decision: /^decision = "(.*)"$/m.exec(rule)?.[1],
  priority: Number(/^priority = (\d+)$/m.exec(rule)?.[1]),
}));
const timestamp = "2026-11-20T18:01:48.603Z";

/** What the policy decides, the most important rule first; else the mode. */
function allowed(tool) {
  const fits = rules.filter(({ tools }) => tools.includes(tool) || tools.includes("*"));
  const decision = fits.sort((a, b) => b.priority - a.priority)[0]?.decision;
  if (decision !== undefined) return decision === "allow";
  return { default: [], auto_edit: ["write_file"], yolo: ["write_file", "run_shell_command"] }[
    flag("--approval-mode")
  ].includes(tool);
}

function message(content, delta = true) {
  emit({ type: "message", timestamp, role: "assistant", content, ...(delta ? { delta } : {}) });
}

await play(
  {
    begin() {
      emit({ type: "init", timestamp, session_id: resumed ?? "s-1", model: "auto" });
      emit({ type: "message", timestamp, role: "user", content: "…" });
    },
    text(said) {
      for (const piece of said.match(/[\s\S]{1,8}/g)) message(piece);
    },
    waits: () => message("\n"),
    edit(file, content) {
      const tool_id = "write_file_1";
      const parameters = { file_path: `${process.cwd()}/${file}`, content };
      emit({ type: "tool_use", timestamp, tool_name: "write_file", tool_id, parameters });
      // Whatever the mode: leaving plan mode approves itself, and all that comes after.
      const mayWrite = policy === "" || allowed("write_file");
      if (mayWrite) writeFileSync(file, content);
      emit({ type: "tool_result", timestamp, tool_id, status: mayWrite ? "success" : "error" });
    },
    end({ tokens: [input, output] = [700, 50] }) {
      const stats = { total_tokens: input + output, input_tokens: input, output_tokens: output, cached: 100 };
      emit({ type: "result", timestamp, status: "success", stats });
    },
    unknown() {
      process.stderr.write(
        `Error resuming session: Invalid session identifier "${resumed}".\n  Searched for sessions.\n`,
      );
      process.exitCode = 42;
    },
    async unserved(status) {
      this.begin();
      const error = `{"error":{"code":${status},"message":"No.","status":"UNKNOWN"}}`;
      if (status === 401) {
        const stats = { total_tokens: 0, input_tokens: 0, output_tokens: 0 };
        emit({
          type: "result",
          timestamp,
          status: "error",
          error: { message: `[API Error: ${error}]` },
          stats,
        });
        process.exitCode = 145;
        return;
      }
      for (let tried = 1; tried <= 4; tried += 1) {
        const head = `Attempt ${tried} failed with status ${status}. Retrying with backoff...`;
        process.stderr.write(`${head} _ApiError: ${error}\n    at somewhere\n`);
      }
      await hang();
    },
  },
  resumed,
);
