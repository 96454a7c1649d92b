import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { findByToken } from "../../../../src/adapters/process/end/survivors.ts";
import type { Dialogue, Input } from "../../../../src/adapters/process/start/dialogue.ts";
import { type SuperviseOptions, supervise } from "../../../../src/adapters/process/start/supervise.ts";
import { newToken, tempDir } from "../../../helpers/agents/processes.ts";

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

/** Runs a shell script in a dialogue that answers its lines. */
function talk(
  script: string,
  answer: (line: string, input: Input) => void,
  more: Partial<SuperviseOptions & Dialogue> = {},
) {
  let input: Input | undefined;
  return supervise({
    command: "sh",
    args: ["-c", script],
    cwd: temp.dir,
    env: { PATH: process.env.PATH ?? "", AGENTIC_SDLC_TOKEN: token },
    token,
    onLine: (_stream, line) => answer(line, input!),
    ...more,
    dialogue: {
      start(opened) {
        input = opened;
        more.start?.(opened);
      },
      cancel: () => more.cancel?.(),
    },
  });
}

describe("a dialogue", () => {
  it("goes both ways, and ends when there is nothing more to say", async () => {
    const script = 'echo hello; while read -r line; do echo "heard $line"; done; exit 4';
    const ended = await talk(script, (line, input) => {
      if (line === "hello") input.write("one\n");
      if (line === "heard one") input.end();
      input.write(line === "heard one" ? "too late\n" : "");
    });
    expect(ended).toMatchObject({ reason: "exit", exitCode: 4, stdout: "hello\nheard one\n" });
    expect(ended.durationMs).toBeLessThan(2000);
  });

  it("does not mind who does not listen, however much is said", async () => {
    const start = (input: Input) => input.write("x".repeat(5_000_000));
    expect(await talk("exec <&-; echo x; exit 0", () => {}, { start })).toMatchObject({ exitCode: 0 });
  });

  it("that is over is not spoken in any more: what goes on after it is ended by signals alone", async () => {
    const told: string[] = [];
    const ended = await talk("echo up; exec sleep 60", (_line, input) => input.end(), {
      over: () => "hopeless",
      cancel: () => void told.push("cancel"),
    });
    expect(ended).toMatchObject({ reason: "exit", signal: "SIGINT" });
    expect(told).toEqual([]);
    expect(ended.durationMs).toBeLessThan(2000);
  });

  it("is told to end before the process is, which may then end by itself", async () => {
    const controller = new AbortController();
    let open: Input;
    const ended = await talk("trap 'echo INT' INT; echo up; read -r line; exit 5", () => controller.abort(), {
      signal: controller.signal,
      start: (input) => {
        open = input;
      },
      cancel: () => open.write("stop\n"),
    });
    expect(ended).toMatchObject({ reason: "aborted", exitCode: 5, stdout: "up\n" });
  });

  it("of one who does not heed it is followed by signals", async () => {
    const controller = new AbortController();
    const ended = await talk("echo up; exec sleep 60", () => controller.abort(), {
      signal: controller.signal,
    });
    expect(ended).toMatchObject({ reason: "aborted", signal: "SIGINT" });
    expect(ended.durationMs).toBeGreaterThan(2400);
  });

  it("is not held where the process is to end at once, nor waited for once it is", async () => {
    const controller = new AbortController();
    const told: string[] = [];
    const ended = await talk("trap '' INT; echo up; sleep 60", () => controller.abort("now"), {
      signal: controller.signal,
      cancel: () => void told.push("cancel"),
    });
    expect(ended).toMatchObject({ reason: "aborted", signal: "SIGKILL" });
    expect(told).toEqual([]);
    expect(ended.durationMs).toBeLessThan(2000);
  });
});
