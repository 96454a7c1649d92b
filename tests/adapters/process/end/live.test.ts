import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "@jest/globals";
import { register, resumeAll, suspendAll } from "../../../../src/adapters/process/end/live.ts";
import { findByToken, lookFor } from "../../../../src/adapters/process/end/survivors.ts";
import { sendSignal } from "../../../../src/adapters/process/platform/signals.ts";
import { supervise } from "../../../../src/adapters/process/start/supervise.ts";
import {
  newToken,
  startScript,
  stateOf,
  tempDirOfEach,
  textOf,
  until,
} from "../../../helpers/agents/processes.ts";

const temp = tempDirOfEach();

describe("Ctrl+Z", () => {
  it("stops every process of an attempt, trips no limit, and lets all go on", async () => {
    const token = newToken();
    const running = supervise({
      command: "sh",
      args: [
        "-c",
        `setsid sh -c 'echo $$ > far; until [ -e go ]; do sleep 0.01; done; echo far' &
         echo $$ > near; until [ -e go ]; do sleep 0.01; done; wait; echo near`,
      ],
      cwd: temp.dir,
      env: { PATH: process.env.PATH ?? "", AGENTIC_SDLC_TOKEN: token },
      token,
      wallMs: 2000,
      silenceMs: 1800,
    });
    const pids = await Promise.all(
      ["near", "far"].map((n) => until(() => Number(textOf(join(temp.dir, n))))),
    );
    suspendAll();
    await until(() => findByToken(token).every((pid) => stateOf(pid) === "T"));
    await delay(2100);
    expect(pids.map(stateOf)).toEqual(["T", "T"]);
    resumeAll();
    startScript("touch go", newToken(), temp.dir);
    const ended = await running;
    expect(ended).toMatchObject({ reason: "exit", exitCode: 0, stdout: "far\nnear\n" });
    expect(ended.durationMs).toBeLessThan(2000);
  });
});

describe("the end of this process", () => {
  it("ends what is registered, and nothing that is no more", async () => {
    const tokens = [newToken(), newToken()];
    const pids = tokens.map((token) => startScript("exec sleep 60", token, temp.dir));
    const entry = (i: number) => ({
      look: () => lookFor(tokens[i]!, pids[i]!),
      pause() {},
      resume() {},
      endNow() {},
    });
    const before = process.listeners("exit");
    const release = [entry(0), entry(1)].map(register);
    const added = process.listeners("exit").filter((l) => !before.includes(l));
    release[1]?.();
    // Jest's own process does not end here, so its listener is called as the end would call it.
    for (const listener of added.length > 0 ? added : before)
      if (listener.name === "killAll") listener.call(process, 0);
    release[0]?.();
    await until(() => findByToken(tokens[0]!).length === 0);
    expect(findByToken(tokens[1]!)).toEqual([pids[1]]);
    sendSignal(pids[1]!, "SIGKILL");
  });
});
