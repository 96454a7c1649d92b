import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "@jest/globals";
import { descendantsOf, endProcesses, findByToken } from "../../../../src/adapters/process/end/survivors.ts";
import { startTimeOf } from "../../../../src/adapters/process/platform/identity.ts";
import {
  isAlive,
  newToken,
  startScript,
  stateOf,
  tempDirOfEach,
  textOf,
  until,
} from "../../../helpers/agents/processes.ts";

const temp = tempDirOfEach();

const pidIn = (name: string) => until(() => Number(textOf(join(temp.dir, name)))); // NaN and 0 are falsy

describe("finding by token", () => {
  it("finds children in sessions of their own, and nothing that carries another token", async () => {
    const token = newToken();
    const other = `${token}x`;
    const a = startScript("setsid sh -c 'echo $$ > far; sleep 60' & sleep 60", token, temp.dir);
    const b = startScript("sleep 60", other, temp.dir);
    const far = await pidIn("far");
    const found = findByToken(token);
    expect(found).toEqual(expect.arrayContaining([a, far]));
    expect(found).not.toContain(b);
    expect(findByToken("")).toEqual([]);
    expect(descendantsOf(process.pid)).toEqual(expect.arrayContaining([a, b]));
    expect(descendantsOf(b)).not.toContain(a);
    await endProcesses({ token });
    await endProcesses({ token: other });
  });

  it("finds one whose environment is large, whatever was read before", async () => {
    const token = newToken();
    const variables = Array.from({ length: 3 }, (_, n) => `B${n}=$(printf %050000d ${n})`).join(" ");
    startScript(
      `env -u AGENTIC_SDLC_TOKEN ${variables} AGENTIC_SDLC_TOKEN=${token}-large sleep 60 & wait`,
      token,
      temp.dir,
    );
    await until(() => findByToken(`${token}-large`).length === 1);
    expect(findByToken(`${token}-larg`)).toEqual([]);
    await endProcesses({ token: `${token}-large` });
    await endProcesses({ token });
  });

  it("is quick", () => {
    const started = performance.now();
    findByToken(newToken());
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe("ending", () => {
  it("ends what ignores signals, what is stopped, what left its session, and its strangers' children", async () => {
    const token = newToken();
    const pid = startScript(
      `trap '' INT TERM HUP
       setsid sh -c 'trap "" INT TERM; echo $$ > far; while :; do sleep 1; done' &
       env -i /bin/sh -c 'echo $$ > bare; sleep 60; :' &
       sh -c 'echo $$ > stopped; kill -STOP $$; sleep 60' &
       while :; do sleep 1; done`,
      token,
      temp.dir,
    );
    const pids = [pid, await pidIn("far"), await pidIn("bare"), await pidIn("stopped")];
    await until(() => stateOf(pids[3]!) === "T");
    const result = await endProcesses({ token });
    expect(result.left).toEqual([]);
    expect(result.ended).toBeGreaterThanOrEqual(4);
    expect(pids.filter(isAlive)).toEqual([]);
    expect(findByToken(token)).toEqual([]);
  });

  it("ends processes that start others while they are being ended", async () => {
    const token = newToken();
    // Each link of the chain starts the next, in a new session, and ends at once; by itself it ends after 3000.
    startScript(
      `cat > link.sh <<'X'
echo x >> beat
if [ $(wc -l < beat) -gt 3000 ]; then exit; fi
setsid sh link.sh &
X
       sh link.sh`,
      token,
      temp.dir,
    );
    await until(() => (textOf(join(temp.dir, "beat"))?.length ?? 0) > 20);
    expect((await endProcesses({ token })).left).toEqual([]);
    const beats = textOf(join(temp.dir, "beat"));
    expect(beats!.length).toBeLessThan(6000);
    await delay(100);
    expect(textOf(join(temp.dir, "beat"))!.length).toBe(beats!.length);
    expect(findByToken(token)).toEqual([]);
  });

  it("ends the recorded group only while pid and start time match", async () => {
    const pid = startScript("exec env -u AGENTIC_SDLC_TOKEN sleep 60", newToken(), temp.dir);
    const startTime = startTimeOf(pid);
    const token = newToken();
    expect(await endProcesses({ token, pid, startTime: `${startTime}0` })).toEqual({ ended: 0, left: [] });
    expect(await endProcesses({ token, pid })).toEqual({ ended: 0, left: [] });
    expect(isAlive(pid)).toBe(true);
    expect(await endProcesses({ token, pid, startTime })).toEqual({ ended: 1, left: [] });
    expect(isAlive(pid)).toBe(false);
  });

  it("spares us and what started us, even when they carry the token", async () => {
    const token = newToken();
    const result = await endProcesses({ token, pid: process.pid, startTime: startTimeOf(process.pid) });
    expect(result).toEqual({ ended: 0, left: [] });
  });

  it("asks first, with a ladder, and goes no further than needed", async () => {
    const token = newToken();
    startScript(
      "trap 'echo bye > said; exit 0' INT; mkfifo never; echo > ready; while :; do read x <> never; done",
      token,
      temp.dir,
    );
    await until(() => textOf(join(temp.dir, "ready")));
    const started = performance.now();
    expect((await endProcesses({ token }, { ladder: true })).left).toEqual([]);
    expect(textOf(join(temp.dir, "said"))).toBe("bye\n");
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it("counts zombies as ended", async () => {
    const token = newToken();
    // The shell starts a child, then becomes a program that never asks how it ended.
    const pid = startScript("sh -c 'echo $$ > child' & exec sleep 60", token, temp.dir);
    const child = await pidIn("child");
    await until(() => stateOf(child) === "Z");
    expect(findByToken(token)).toEqual([pid]);
    expect(await endProcesses({ token })).toEqual({ ended: 1, left: [] });
  });
});
