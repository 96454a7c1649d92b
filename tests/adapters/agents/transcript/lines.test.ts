import { appendFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import {
  followTranscript,
  readTranscript,
  transcriptFile,
} from "../../../../src/adapters/agents/transcript/lines.ts";
import { openTranscript } from "../../../../src/adapters/agents/transcript/writer.ts";
import { tempDir, textOf, until } from "../../../helpers/agents/processes.ts";

let temp: ReturnType<typeof tempDir>;
let file: string;
beforeEach(() => {
  temp = tempDir();
  file = transcriptFile(temp.dir);
});
afterEach(() => temp.remove());

const same = (text: string) => text;
const fail = (text: string) => {
  throw new Error(text);
};
const texts = () => [...readTranscript(file)].map((line) => line.text);

describe("a transcript", () => {
  it("holds masked lines with their time and stream, and is its owner's only", () => {
    const transcript = openTranscript(temp.dir, (text) => text.replace("secret", "***"), fail);
    transcript.write("out", "a secret");
    transcript.write("err", "ä\u2028\n");
    transcript.close();
    expect([...readTranscript(file)]).toEqual([
      { at: expect.stringMatching(/^\d{4}-.*Z$/), stream: "out", text: "a ***" },
      { at: expect.anything(), stream: "err", text: "ä\u2028\n" },
    ]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("can be read while it is written", async () => {
    const transcript = openTranscript(temp.dir, same, fail);
    transcript.write("out", "early");
    // At once: whoever is killed now has said it.
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(textOf(file)).toContain("early");
    transcript.close();
  });

  it("ends at 64 MiB, and says so", () => {
    const transcript = openTranscript(temp.dir, same, fail);
    const text = "x".repeat(1024 * 1024);
    for (let i = 0; i < 70; i++) transcript.write("out", text);
    transcript.close();
    expect(statSync(file).size).toBeLessThan(64 * 1024 * 1024 + 1000);
    expect(texts().at(-1)).toContain("64 MiB");
    expect(texts().length).toBeLessThan(66);
  });

  it("that cannot be written is told once", () => {
    const notices: string[] = [];
    const transcript = openTranscript(join(temp.dir, "gone"), same, (text) => notices.push(text));
    transcript.write("out", "a");
    transcript.write("out", "b");
    transcript.close();
    expect(notices).toEqual([expect.stringContaining("no transcript: ENOENT")]);
  });

  it("on a full disk is told once, and the attempt goes on", () => {
    // /dev/full takes nothing (Linux).
    if (process.platform !== "linux") return;
    const notices: string[] = [];
    symlinkSync("/dev/full", file);
    const transcript = openTranscript(temp.dir, same, (text) => notices.push(text));
    for (let i = 0; i < 3; i++) transcript.write("out", "x".repeat(100_000));
    transcript.close();
    expect(notices).toEqual([expect.stringContaining("ENOSPC")]);
  });
});

describe("reading a transcript", () => {
  it("leaves out a torn end and what is not a transcript's", () => {
    const line = (text: string) => `${JSON.stringify({ at: "t", stream: "out", text })}\n`;
    writeFileSync(
      file,
      `${line("a")}null\n{"at":1}\n\u0000garbage\n${line("b")}${line("torn").slice(0, -8)}`,
    );
    expect(texts()).toEqual(["a", "b"]);
    expect([...readTranscript(join(temp.dir, "none"))]).toEqual([]);
  });

  it("follows a file that comes later and grows, torn lines included, until it is told to end", async () => {
    const controller = new AbortController();
    const seen: string[] = [];
    const following = (async () => {
      for await (const { text } of followTranscript(file, controller.signal)) seen.push(text);
    })();
    const line = (text: string) => `${JSON.stringify({ at: "t", stream: "out", text })}\n`;
    writeFileSync(file, line("a") + line("bä").slice(0, -4));
    await until(() => seen.length === 1);
    appendFileSync(file, line("bä").slice(-4));
    await until(() => seen.length === 2);
    appendFileSync(file, line("last"));
    controller.abort();
    await following;
    expect(seen).toEqual(["a", "bä", "last"]);
  });
});
