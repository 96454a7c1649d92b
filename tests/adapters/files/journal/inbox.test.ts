import { chmodSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { postMessage, readInbox, removeMessage } from "../../../../src/adapters/files/journal/inbox.ts";
import type { PostedMessage } from "../../../../src/adapters/files/journal/inbox-message.ts";
import { encodeLine } from "../../../../src/adapters/files/journal/line.ts";
import { NotSavedError } from "../../../../src/domain/errors.ts";
import { withEachByteFlipped } from "../../../helpers/damage.ts";
import { tempDirs } from "../../../helpers/temp-dir.ts";

const newDir = tempDirs();
const at = (second: number) => `2026-01-08T10:11:${String(second).padStart(2, "0")}.123Z`;
const all: PostedMessage[] = [
  { type: "moved", status: "ready", at: at(1), by: "sam" },
  { type: "blocked-by-hand", reason: "why", at: at(2) },
  { type: "unblocked", at: at(3) },
  { type: "redo", action: "plan", note: "", at: at(4) },
  { type: "answered", text: "42\n", at: at(5) },
  { type: "approved", at: at(6) },
  { type: "approved", gate: "implement", at: at(7) },
  { type: "rejected", gate: "implement", reason: "no", at: at(8) },
];

describe("an inbox", () => {
  it("is empty where there is none", () => {
    expect(readInbox(newDir())).toEqual({ messages: [], unreadable: [] });
  });

  it("gives every kind of message back, oldest first, whatever the order of posting", () => {
    const dir = newDir();
    const names = [...all].reverse().map((message) => postMessage(dir, message));
    const { messages, unreadable } = readInbox(dir);
    expect(messages.map(({ message }) => message)).toEqual(all);
    expect(messages.map(({ name }) => name)).toEqual(names.reverse());
    expect(messages[0]?.name).toMatch(/^20260108T101101\.123Z-[0-9a-f]{16}\.json$/);
    expect(unreadable).toEqual([]);
  });

  it("loses none of those posted in the same moment", () => {
    const dir = newDir();
    for (let n = 0; n < 20; n++) postMessage(dir, { type: "unblocked", at: at(1) });
    expect(readInbox(dir).messages.length).toBe(20);
  });

  it("forgets a message when told, twice if need be, and no other file", () => {
    const dir = newDir();
    const name = postMessage(dir, all[0]!);
    removeMessage(dir, name);
    removeMessage(dir, name);
    expect(readInbox(dir).messages).toEqual([]);
    writeFileSync(join(dir, "story.md"), "");
    expect(() => removeMessage(dir, "../story.md")).toThrow(NotSavedError);
    expect(readdirSync(dir)).toEqual(["inbox", "story.md"]);
  });

  it("names what it cannot read, drops nothing, and never believes a damaged message", () => {
    const dir = newDir();
    const name = postMessage(dir, all[0]!);
    const file = join(dir, "inbox", name);
    withEachByteFlipped(
      file,
      () => [1],
      () => {
        expect(readInbox(dir)).toEqual({
          messages: [],
          unreadable: [{ name, problem: "the file is damaged" }],
        });
      },
    );
    const wrong = [{ type: "moved", at: at(1) }, { type: "shout", at: at(1) }, { type: "unblocked" }];
    for (const message of wrong) {
      writeFileSync(file, `${encodeLine(message)}\n`);
      expect(readInbox(dir)).toMatchObject({ messages: [], unreadable: [{ name }] });
    }
    writeFileSync(join(dir, "inbox", "note.txt"), "hello");
    mkdirSync(join(dir, "inbox", "20260108T101101.123Z-0000000000000000.json"));
    writeFileSync(join(dir, "inbox", ".half.written.tmp"), "");
    expect(readInbox(dir).unreadable.length).toBe(3);
  });

  it("is no reason to fail for who only looks", () => {
    const dir = newDir();
    writeFileSync(join(dir, "inbox"), "");
    expect(readInbox(dir)).toMatchObject({ messages: [], unreadable: [{ name: "." }] });
    chmodSync(join(dir, "inbox"), 0o600);
    expect(() => postMessage(dir, all[0]!)).toThrow(NotSavedError);
  });
});
