import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { readCheckpoint, writeCheckpoint } from "../../../../src/adapters/files/runs/checkpoint.ts";
import type { Checkpoint } from "../../../../src/domain/journal/checkpoint.ts";
import { LeaseLostError } from "../../../../src/engine/ports/lease.ts";
import { withEachByteFlipped, withEachCut } from "../../../helpers/damage.ts";
import { tempDirs } from "../../../helpers/temp-dir.ts";

const newDir = tempDirs();
const held = { assertHeld: () => {} };
const action = { type: "plan", storyId: "story-1", storyPath: ".agentic-sdlc/stories/a.md", attempt: 1 };
const at = "2026-01-08T10:11:12.123Z";
const value: Checkpoint = {
  version: "1.0",
  workflowId: "run-1",
  workflow: { name: "story", hash: "abc" },
  timestamp: at,
  status: "running",
  currentActions: [
    {
      ...action,
      path: "story[a]/implement#1",
      startedAt: at,
      agent: { name: "mine", sessionId: "s", pid: 12 },
    },
  ],
  completedActions: [{ ...action, path: "story[a]/plan#1", completedAt: at, usage: { costUsd: null } }],
  context: { options: { auto: true }, storyHashes: { "12": "é", b: undefined } },
};

function written(): { path: string; text: string } {
  const path = join(newDir(), ".workflow-state.json");
  writeCheckpoint(path, value, held);
  return { path, text: readFileSync(path, "utf8") };
}

function readsAsNewer(path: string): boolean {
  const found = /^\{\n {2}"version": "(\d+)\.(\d+)",\n/.exec(readFileSync(path, "latin1"));
  return found !== null && `${found[1]}.${found[2]}` > "1.0";
}

describe("a checkpoint", () => {
  it("is read as it was written: pretty JSON, private, checksum last", () => {
    const { path, text } = written();
    expect(readCheckpoint(path)).toEqual({ state: "ok", value: JSON.parse(JSON.stringify(value)) });
    expect(text).toMatch(/^\{\n {2}"version": "1\.0",.*"checksum": "sha256:[0-9a-f]{64}"\n\}\n$/s);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("is missing, or damaged, and never throws", () => {
    const dir = newDir();
    expect(readCheckpoint(join(dir, "none"))).toEqual({ state: "missing" });
    expect(readCheckpoint(dir)).toMatchObject({ state: "damaged" });
    for (const text of ["", "null", "[]", "7", "{", "{}", '{"version":1}', '{"version":"1.0"}']) {
      writeFileSync(join(dir, "c"), text);
      expect([text, readCheckpoint(join(dir, "c")).state]).toEqual([text, "damaged"]);
    }
  });

  it("is damaged, never wrong, with any byte flipped or cut", () => {
    const { path, text } = written();
    const good = readCheckpoint(path);
    const flips = () => [1, 0x20, 0x80];
    withEachByteFlipped(path, flips, (where) => {
      // `1.0` with a bit flipped may read as a newer format, which is refused as well.
      const expected = readsAsNewer(path) ? "newer" : "damaged";
      expect([where, readCheckpoint(path).state]).toEqual([where, expected]);
    });
    withEachCut(path, 0, (length) => {
      // Without the last newline alone nothing is lost.
      if (length === Buffer.byteLength(text) - 1) expect(readCheckpoint(path)).toEqual(good);
      else expect([length, readCheckpoint(path).state]).toEqual([length, "damaged"]);
    });
  });

  it("is damaged when a value is changed, fine when it is only laid out anew", () => {
    const { path, text } = written();
    writeFileSync(path, JSON.stringify(JSON.parse(text)));
    expect(readCheckpoint(path).state).toBe("ok");
    writeFileSync(path, text.replace('"plan"', '"implement"'));
    expect(readCheckpoint(path).state).toBe("damaged");
  });

  it("is newer when a newer tool wrote it, whatever else is in it", () => {
    const path = join(newDir(), "c");
    for (const version of ["1.1", "2.0", "10.0"]) {
      writeFileSync(path, JSON.stringify({ version, checksum: "of another kind" }));
      expect(readCheckpoint(path)).toEqual({ state: "newer", version });
    }
    const { path: ours, text } = written();
    writeFileSync(ours, text.replace('"1.0"', '"2.0"'));
    expect(readCheckpoint(ours)).toEqual({ state: "newer", version: "2.0" });
  });

  it("is foreign without a checksum", () => {
    const path = join(newDir(), "c");
    const old = { version: "1.0", workflowId: "x", completedActions: [{ type: "plan", storyId: "s" }] };
    writeFileSync(path, JSON.stringify(old));
    expect(readCheckpoint(path)).toEqual({ state: "foreign", value: old });
  });

  it("never names a file outside the project", () => {
    const path = join(newDir(), "c");
    for (const storyPath of ["/etc/passwd", "../../x", "a/../../x", "C:\\x"]) {
      writeCheckpoint(
        path,
        { ...value, completedActions: [{ ...value.completedActions[0]!, storyPath }] },
        held,
      );
      expect(readCheckpoint(path)).toMatchObject({ state: "damaged" });
    }
  });

  it("is written only while the lease is held, before and after", () => {
    const { path, text } = written();
    const lost = () => {
      throw new LeaseLostError("board", "");
    };
    expect(() => writeCheckpoint(path, { ...value, status: "done" }, { assertHeld: lost })).toThrow(
      LeaseLostError,
    );
    expect(readFileSync(path, "utf8")).toBe(text);
    let calls = 0;
    const lostMeanwhile = { assertHeld: () => (calls++ > 0 ? lost() : undefined) };
    expect(() => writeCheckpoint(path, value, lostMeanwhile)).toThrow(LeaseLostError);
  });

  it("removes what a killed writer left of it, and of nothing else", () => {
    const { path } = written();
    const dir = join(path, "..");
    const mine = `.${".workflow-state.json"}.${"0".repeat(16)}.tmp`;
    const other = `.${".workflow-state-run-2.json"}.${"0".repeat(16)}.tmp`;
    for (const name of [mine, other]) writeFileSync(join(dir, name), "");
    mkdirSync(join(dir, "runs"));
    writeCheckpoint(path, value, held);
    expect(readdirSync(dir).sort()).toEqual([other, ".workflow-state.json", "runs"].sort());
  });
});
