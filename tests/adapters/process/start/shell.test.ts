import { describe, expect, it } from "@jest/globals";
import { findByToken } from "../../../../src/adapters/process/end/survivors.ts";
import { runShell } from "../../../../src/adapters/process/start/shell.ts";
import { newToken, tempDir } from "../../../helpers/agents/processes.ts";

async function run(
  command: string,
  more: { timeoutMs?: number; signal?: AbortSignal; onLine?: () => void } = {},
) {
  const { dir, remove } = tempDir();
  const token = newToken();
  const lines: string[] = [];
  const env = { PATH: process.env.PATH ?? "" };
  const onLine = (stream: string, line: string) => {
    lines.push(`${stream} ${line}`);
    more.onLine?.();
  };
  const result = await runShell(command, { cwd: dir, env, token, ...more, onLine });
  expect(findByToken(token)).toEqual([]);
  remove();
  return { ...result, lines };
}

describe("a shell command", () => {
  it("tells exit code, outputs and their common end", async () => {
    expect(await run("echo a && echo b >&2 && exit 4")).toMatchObject({
      exitCode: 4,
      stdout: "a\n",
      stderr: "b\n",
      timedOut: false,
      lines: expect.arrayContaining(["out a", "err b"]),
    });
    const { tail } = await run("i=0; while [ $i -lt 9000 ]; do echo äää$i; i=$((i+1)); done");
    expect(tail).toMatch(/^\S*\d+\n(äää\d+\n)+äää8999\n$/);
    expect(Buffer.byteLength(tail)).toBeGreaterThan(4090);
    expect(Buffer.byteLength(tail)).toBeLessThanOrEqual(4096);
  });

  it("has no standard input, carries the token, and leaves nothing behind", async () => {
    const result = await run('cat; test -n "$AGENTIC_SDLC_TOKEN"; setsid sleep 60 & sleep 60 & exit 0');
    expect(result).toMatchObject({ exitCode: 0, stdout: "" });
  });

  it("is ended at its limit", async () => {
    expect(await run("echo begun; sleep 60", { timeoutMs: 150 })).toMatchObject({
      exitCode: null,
      timedOut: true,
      tail: "begun\n",
    });
  });

  it("is not a success when it was aborted, whatever it says", async () => {
    const controller = new AbortController();
    const running = run("trap 'exit 0' INT; mkfifo never; echo ready; while :; do read x <> never; done", {
      signal: controller.signal,
      onLine: () => controller.abort(),
    });
    expect(await running).toMatchObject({ exitCode: null, timedOut: false });
  });
});
