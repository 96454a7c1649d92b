import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { afterEach, describe, expect, it } from "@jest/globals";
import { isLocalMount, parsePs } from "../../../../src/adapters/process/platform/darwin/identity.ts";
import {
  isLocalDisk,
  isSame,
  self,
  startTimeOf,
} from "../../../../src/adapters/process/platform/identity.ts";
import { parseStat } from "../../../../src/adapters/process/platform/linux/identity.ts";
import type { ProcessIdentity } from "../../../../src/engine/ports/lease.ts";
import { skipUnless } from "../../../helpers/skip.ts";

const local = () => true;
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

/** A process that lives until it is killed, and says when it runs. */
async function sleeper(): Promise<{ child: ChildProcess; identity: ProcessIdentity }> {
  const child = spawn(process.execPath, ["-e", "process.stdout.write('up'); setInterval(() => {}, 1e6)"]);
  children.push(child);
  await once(child.stdout!, "data");
  const pid = child.pid!;
  return { child, identity: { ...self(), pid, startTime: startTimeOf(pid) } };
}

describe("a process's identity", () => {
  it("is alive while we live", () => {
    expect(self()).toMatchObject({ pid: process.pid, startTime: expect.stringMatching(/./) });
    expect(self().bootId).not.toBe("");
    expect(isSame(self(), local)).toBe("alive");
  });

  it("is alive when stopped, dead when killed", async () => {
    const { child, identity } = await sleeper();
    expect(isSame(identity, local)).toBe("alive");
    child.kill("SIGSTOP");
    expect(isSame(identity, local)).toBe("alive");
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(isSame(identity, local)).toBe("dead");
    expect(startTimeOf(identity.pid)).toBeNull();
  });

  it("is dead when another process has its pid", async () => {
    const { identity } = await sleeper();
    expect(isSame({ ...identity, startTime: `${identity.startTime}1` }, local)).toBe("dead");
  });

  it("is dead after a restart of the machine, if only this machine writes to the disk", () => {
    const before = { ...self(), bootId: "an earlier boot" };
    expect(isSame(before, local)).toBe("dead");
    expect(isSame(before, () => false)).toBe("unknown");
  });

  it("cannot be judged from another pid namespace, or without what tells processes apart", () => {
    expect(isSame({ ...self(), pidNamespace: "pid:[1]" }, local)).toBe("unknown");
    expect(isSame({ ...self(), bootId: "" }, local)).toBe("unknown");
    expect(isSame({ ...self(), startTime: null }, local)).toBe("unknown");
  });

  it("knows no process by a number that is no pid", () => {
    for (const pid of [0, -1, 1.5, Number.NaN, 2 ** 40]) expect(startTimeOf(pid)).toBeNull();
    expect(isSame({ ...self(), pid: 2 ** 22 + 1 }, local)).toBe("dead");
  });

  it("knows local disks from others, when in doubt not", () => {
    expect(isLocalDisk(`${tmpdir()}/there/is/no/such/folder`)).toBe(false);
    if (process.platform === "linux") expect(isLocalDisk("/proc")).toBe(false);
  });

  const zombies = skipUnless(process.platform === "linux", "zombies count as dead: needs /proc");
  zombies("is dead as a zombie", async () => {
    // The shell turns into a program that never waits for its child, which ends only after that.
    const untilThen = "until grep -q sleep /proc/$PPID/comm; do :; done";
    const parent = spawn("sh", ["-c", `sh -c '${untilThen}' & echo $!; exec sleep 1000`]);
    children.push(parent);
    const [line] = (await once(parent.stdout!, "data")) as [Buffer];
    const pid = Number(line.toString());
    const state = () => spawnSync("cat", [`/proc/${pid}/stat`], { encoding: "utf8" }).stdout.split(") ")[1];
    while (!state()?.startsWith("Z")) expect(state()).toBeDefined();
    expect(startTimeOf(pid)).toBeNull();
    expect(isSame({ ...self(), pid, startTime: "1" }, local)).toBe("dead");
  });

  const canUnshare =
    process.platform === "linux" && spawnSync("unshare", ["--pid", "--fork", "true"]).status === 0;
  const namespaces = skipUnless(canUnshare, "another pid namespace: needs Linux, unshare and root");
  namespaces("cannot be judged when it really comes from another namespace", () => {
    const inner = spawnSync(
      "unshare",
      [
        "--pid",
        "--fork",
        process.execPath,
        "-e",
        "console.log(require('fs').readlinkSync('/proc/self/ns/pid'))",
      ],
      { encoding: "utf8" },
    ).stdout.trim();
    expect(inner).toMatch(/^pid:\[\d+\]$/);
    expect(inner).not.toBe(self().pidNamespace);
    expect(isSame({ ...self(), pid: 1, pidNamespace: inner }, local)).toBe("unknown");
  });
});

describe("what platforms print", () => {
  it("is read on Linux whatever the command's name is", () => {
    const fields = (state: string) => `${state} 1 ${"0 ".repeat(17)}4711 0 0`;
    expect(parseStat(`12 (a) b) Z (c) ${fields("S")}`)).toEqual({ state: "running", startTime: "4711" });
    expect(parseStat(`12 (node) ${fields("Z")}`)).toEqual({ state: "zombie" });
    expect(parseStat("")).toEqual({ state: "unseen" });
    expect(parseStat("12 (node) S 1 2")).toEqual({ state: "unseen" });
  });

  it("is read on macOS", () => {
    expect(parsePs("Ss   Thu Jan  8 10:11:12 2026\n")).toEqual({
      state: "running",
      startTime: "Thu Jan 8 10:11:12 2026",
    });
    expect(parsePs("Z    Thu Jan  8 10:11:12 2026")).toEqual({ state: "zombie" });
    expect(parsePs("\n")).toEqual({ state: "unseen" });
    const mounts = [
      "/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)",
      "//sam@nas/work on /Volumes/work (smbfs, nodev, nosuid, mounted by sam)",
      "/dev/disk5s1 on /Volumes/work disk (hfs, local, nodev)",
    ].join("\n");
    expect(isLocalMount(mounts, "/Users/sam/app")).toBe(true);
    expect(isLocalMount(mounts, "/Volumes/work/app")).toBe(false);
    expect(isLocalMount(mounts, "/Volumes/work disk/app")).toBe(true);
    expect(isLocalMount("", "/Users/sam/app")).toBe(false);
  });
});
