import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { endAllNow } from "../../../../src/adapters/process/end/live.ts";
import { findByToken } from "../../../../src/adapters/process/end/survivors.ts";
import { type SuperviseOptions, supervise } from "../../../../src/adapters/process/start/supervise.ts";
import { isAlive, newToken, tempDir, textOf, until } from "../../../helpers/agents/processes.ts";

let temp: ReturnType<typeof tempDir>;
let token: string;
beforeEach(() => {
  temp = tempDir();
  token = newToken();
});
afterEach(() => {
  expect(findByToken(token)).toEqual([]);
  temp.remove();
});

const sh = (script: string, more: Partial<SuperviseOptions> = {}) =>
  supervise({
    command: "sh",
    args: ["-c", script],
    cwd: temp.dir,
    env: { PATH: process.env.PATH ?? "", AGENTIC_SDLC_TOKEN: token },
    token,
    ...more,
  });
const file = (name: string) => join(temp.dir, name);

describe("a process that has said all it has to say", () => {
  const over = (word: string, state: "said" | "hopeless") => {
    let heard = false;
    return {
      onLine: (_: string, line: string) => {
        heard ||= line === word;
      },
      over: () => (heard ? state : undefined),
    };
  };

  it("has 5 s to end, then is asked to, and counts as having ended by itself", async () => {
    const ended = await sh("echo last; exec sleep 60", over("last", "said"));
    expect(ended).toMatchObject({ reason: "exit", signal: "SIGINT" });
    expect(ended.durationMs).toBeGreaterThan(4900);
    expect(ended.durationMs).toBeLessThan(7500);
  }, 15_000);

  it("is asked to end at once where it cannot get anywhere", async () => {
    const ended = await sh("echo retrying; exec sleep 60", over("retrying", "hopeless"));
    expect(ended).toMatchObject({ reason: "exit", signal: "SIGINT" });
    expect(ended.durationMs).toBeLessThan(2000);
  });

  it("has ended by itself also where it is stopped, or runs out of time, after its last word", async () => {
    const abort = new AbortController();
    const heard = over("last", "said");
    const onLine = (stream: "out" | "err", line: string) => {
      heard.onLine(stream, line);
      setTimeout(() => abort.abort(), 50);
    };
    const stopped = await sh("echo last; exec sleep 60", { ...heard, onLine, signal: abort.signal });
    expect(stopped).toMatchObject({ reason: "exit", signal: "SIGINT" });
    const late = await sh("echo last; exec sleep 60", { ...over("last", "said"), wallMs: 300 });
    expect(late).toMatchObject({ reason: "exit", signal: "SIGINT" });
  });

  it("is left alone where it turns out to go on", async () => {
    let state: "said" | undefined;
    const onLine = (_: string, line: string) => {
      state = line === "last" ? "said" : undefined;
    };
    const script = "echo last; sleep 0.2; echo more; sleep 6; echo end";
    expect(await sh(script, { onLine, over: () => state })).toMatchObject({
      reason: "exit",
      exitCode: 0,
      stdout: "last\nmore\nend\n",
    });
  }, 15_000);

  it("was stopped where it says its last word only when it is asked to end", async () => {
    const abort = new AbortController();
    const heard = over("last", "said");
    const onLine = (stream: "out" | "err", line: string) => {
      heard.onLine(stream, line);
      if (line === "ready") abort.abort();
    };
    const script = "trap 'echo last; exit 0' INT; echo ready; while :; do sleep 0.05; done";
    expect(await sh(script, { ...heard, onLine, signal: abort.signal })).toMatchObject({
      reason: "aborted",
      stdout: expect.stringContaining("last"),
    });
  });
});

describe("how a process is asked to end", () => {
  it("is as the caller says", async () => {
    const abort = new AbortController();
    const script =
      "trap 'echo INT' INT; trap 'echo TERM; exit 0' TERM; echo ready; while :; do sleep 0.05; done";
    const onLine = () => abort.abort();
    const ended = await sh(script, { asks: ["SIGTERM"], signal: abort.signal, onLine });
    expect(ended.stdout).toBe("ready\nTERM\n");
  });
});

describe("a process that ends by itself", () => {
  it("tells its exit, its lines as they come and its outputs", async () => {
    const lines: string[] = [];
    const ended = await sh("echo one; printf 'two\\r\\nthree'; echo oops >&2; exit 3", {
      onLine: (stream, line) => void lines.push(`${stream} ${line}`),
    });
    expect(ended).toMatchObject({ reason: "exit", exitCode: 3, signal: null, stderr: "oops\n", left: [] });
    expect(ended.stdout).toBe("one\ntwo\r\nthree");
    expect(lines.filter((l) => l.startsWith("out"))).toEqual(["out one", "out two", "out three"]);
    expect(lines).toContain("err oops");
  });

  it("tells the signal it died of", async () => {
    expect(await sh("kill -9 $$")).toMatchObject({ reason: "exit", exitCode: null, signal: "SIGKILL" });
  });

  it("reads a huge prompt, by any name of standard input, and may write to /dev/stderr", async () => {
    const stdin = "ä".repeat(3_000_000);
    const ended = await sh("cat /dev/stdin | wc -c; echo fine > /dev/stderr", { stdin });
    expect(ended).toMatchObject({ stdout: expect.stringMatching(/^\s*6000000\n$/), stderr: "fine\n" });
    expect(await sh("exit 0", { stdin })).toMatchObject({ reason: "exit", exitCode: 0 });
    expect(await sh("cat; echo end")).toMatchObject({ stdout: "end\n" });
  });

  it("is not waited for by a grandchild that holds its output open, which ends with it", async () => {
    const started = performance.now();
    const ended = await sh(
      "setsid sh -c 'echo $$ > far; exec sleep 60' & until [ -s far ]; do :; done; echo done",
    );
    expect(ended).toMatchObject({ reason: "exit", exitCode: 0, stdout: "done\n" });
    expect(performance.now() - started).toBeLessThan(2000);
    expect(isAlive(Number(textOf(file("far"))))).toBe(false);
  });

  it("takes along what dropped the token but stayed in its session", async () => {
    await sh("env -i sh -c 'echo $$ > bare; exec sleep 60' & until [ -s bare ]; do :; done; kill -9 $$");
    expect(isAlive(Number(textOf(file("bare"))))).toBe(false);
  });

  it("is told nothing of what a process writes that got away from an earlier one", async () => {
    const away =
      'trap "" PIPE; echo $$ > away; until [ -e go ]; do sleep 0.02; done; echo no; touch went; exec sleep 60';
    try {
      const first = await sh(`env -i setsid sh -c '${away}' & until [ -s away ]; do :; done; echo first`);
      expect(first.stdout).toBe("first\n");
      const second = sh("touch go; until [ -e went ] || ! [ -e go ]; do sleep 0.01; done; echo second", {
        wallMs: 10_000,
      });
      const others = await Promise.all(Array.from({ length: 9 }, (_, n) => sh(`echo ${n}`)));
      expect(others.map(({ stdout }) => stdout)).toEqual(others.map((_, n) => `${n}\n`));
      expect((await second).stdout).toBe("second\n");
    } finally {
      process.kill(Number(textOf(file("away"))), "SIGKILL");
    }
  });

  it("is read in bounded memory: a line of 200 MB", async () => {
    const lines: string[] = [];
    const before = process.memoryUsage().rss;
    const ended = await sh("head -c 200000000 /dev/zero | tr '\\0' x; echo; echo last", {
      onLine: (_, line) => void lines.push(line),
    });
    expect(process.memoryUsage().rss - before).toBeLessThan(120_000_000);
    expect(lines.map((l) => l.length < 9_000_000)).toEqual([true, true]);
    expect(lines[0]).toMatch(/bytes left out\]$/);
    expect(ended.stdout.length).toBeLessThan(8_500_000);
    expect(ended.stdout).toMatch(/x\nlast\n$/);
  });
});

describe("a process that cannot be started", () => {
  it("is told apart: not installed, not executable, no interpreter, no folder", async () => {
    expect(await sh("", { command: "no-such-program" })).toMatchObject({
      reason: "not_installed",
      message: expect.stringContaining("no-such-program is not installed"),
    });
    expect(await sh("", { command: temp.dir })).toMatchObject({
      reason: "not_installed",
      message: expect.stringContaining("is no program"),
    });
    await sh("printf '#!/no/such/interpreter\\n' > a.sh; cp a.sh b.sh; chmod +x b.sh");
    expect(await sh("", { command: file("a.sh") })).toMatchObject({
      message: expect.stringContaining("chmod +x"),
    });
    expect(await sh("", { command: file("b.sh") })).toMatchObject({
      message: expect.stringContaining("interpreter"),
    });
    expect(await sh("", { cwd: file("gone") })).toMatchObject({
      reason: "crash",
      message: expect.stringContaining("does not exist"),
    });
    const env = Object.create({ PATH: process.env.PATH ?? "", HUGE: "x".repeat(3_000_000) });
    expect(await sh("", { env })).toMatchObject({
      reason: "crash",
      message: expect.stringMatching(/\(E2BIG\); the largest is the variable HUGE, 2930 KiB: .* stdin:/),
    });
    expect(await sh(`: ${"x".repeat(3_000_000)}`)).toMatchObject({
      message: expect.stringContaining("the largest is its command line, 2930 KiB"),
    });
  });
});

describe("limits", () => {
  it("end a process that runs too long, and one that is silent too long", async () => {
    expect(await sh("while :; do echo x; sleep 0.02; done", { wallMs: 300 })).toMatchObject({
      reason: "timeout",
    });
    expect(await sh("echo x; sleep 60", { silenceMs: 200, wallMs: 60_000 })).toMatchObject({
      reason: "stalled",
    });
    const talking = "for i in 1 2 3 4 5 6 7 8; do echo $i >&2; sleep 0.05; done";
    expect(await sh(talking, { silenceMs: 300 })).toMatchObject({ reason: "exit", exitCode: 0 });
  });
});

describe("an abort", () => {
  // Waiting in `read` forks nothing: a dash that is forking may die of a signal it traps.
  const stubborn = `trap 'echo INT >> asked' INT; trap 'echo TERM >> asked' TERM
    setsid sh -c 'trap "" INT TERM; echo $$ > far; while :; do sleep 0.05; done' &
    mkfifo never; until [ -s far ]; do :; done; echo ready; while :; do read x <> never; done`;
  const abortWhenReady = (controller: AbortController, reason?: string) => ({
    signal: controller.signal,
    onLine: (_: string, line: string) => {
      if (line === "ready") controller.abort(reason);
    },
  });

  it("asks, and lets the process finish its goodbye", async () => {
    const controller = new AbortController();
    const script = "trap 'echo bye; exit 0' INT; mkfifo never; echo ready; while :; do read x <> never; done";
    const ended = await sh(script, abortWhenReady(controller));
    expect(ended).toMatchObject({ reason: "aborted", exitCode: 0, stdout: "ready\nbye\n" });
  });

  it('kills at once for the reason "now", and for endAllNow()', async () => {
    const now = await sh(stubborn, abortWhenReady(new AbortController(), "now"));
    expect(now).toMatchObject({ reason: "aborted", signal: "SIGKILL" });
    expect(textOf(file("asked"))).toBeUndefined();
    await sh("rm far never");

    const running = sh(stubborn, abortWhenReady(new AbortController()));
    await until(() => textOf(file("asked")) === "INT\n");
    endAllNow();
    expect(await running).toMatchObject({ reason: "aborted", signal: "SIGKILL" });
    expect(textOf(file("asked"))).toBe("INT\n");
  });

  it("that came first starts nothing", async () => {
    expect(await sh("echo > ran", { signal: AbortSignal.abort() })).toMatchObject({ reason: "aborted" });
    expect(textOf(file("ran"))).toBeUndefined();
  });
});

describe("callbacks", () => {
  it("hold back what comes after them", async () => {
    const order: string[] = [];
    await sh("echo one; echo two", {
      async onStart({ pid, startTime }) {
        await new Promise((resolve) => setImmediate(resolve));
        order.push(`started ${pid > 1 && startTime !== ""}`);
      },
      async onLine(_, line) {
        order.push(`${line} begins`);
        await new Promise((resolve) => setImmediate(resolve));
        order.push(`${line} ends`);
      },
    });
    expect(order).toEqual(["started true", "one begins", "one ends", "two begins", "two ends"]);
  });

  it("that fail end the process, then reject", async () => {
    const failing = () => Promise.reject(new Error("disk full"));
    await expect(sh("echo x; sleep 60", { onLine: failing })).rejects.toThrow("disk full");
    await expect(sh("sleep 60", { onStart: failing })).rejects.toThrow("disk full");
  });
});
