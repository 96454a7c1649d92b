import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { openJournal, readJournal } from "../../../../src/adapters/files/journal/journal.ts";
import { encodeLine } from "../../../../src/adapters/files/journal/line.ts";
import { NotSavedError, RemovedError } from "../../../../src/domain/errors.ts";
import { tempDirs } from "../../../helpers/temp-dir.ts";

interface Note {
  readonly type: string;
  readonly path: string;
  readonly text?: string;
}

const newDir = tempDirs();
const clock = { now: () => new Date("2026-01-08T10:11:12.123Z") };
const note = (text: string): Note => ({ type: "note", path: "story[a]/plan#1", text });
const open = (dir: string, epoch: number) => openJournal<Note>(dir, epoch, clock);
const texts = (dir: string) => readJournal<Note>(dir).records.map((r) => r.text);

describe("a journal", () => {
  it("does not write into a file that was removed", async () => {
    const dir = newDir();
    const journal = open(dir, 1);
    rmSync(join(dir, "journal.1.jsonl"));
    await expect(journal.append([note("lost")])).rejects.toThrow(RemovedError);
    journal.close();
  });

  it("writes a line per record: envelope first, checksum last", async () => {
    const dir = join(newDir(), "deep", "er");
    const journal = open(dir, 1);
    const recorded = await journal.append([note("one")]);
    const line = readFileSync(join(dir, "journal.1.jsonl"), "utf8");
    expect(line).toMatch(
      /^\{"seq":1,"epoch":1,"at":"2026-01-08T10:11:12\.123Z","type":"note","path":"story\[a\]\/plan#1","text":"one","sum":"[0-9a-f]{16}"\}\n$/,
    );
    expect(recorded).toEqual(readJournal(dir).records);
    expect(journal.bytes).toBe(line.length);
    journal.close();
  });

  it("is empty where there is none", () => {
    expect(readJournal(join(newDir(), "none"))).toEqual({ records: [], damage: [], lastEpoch: 0 });
  });

  it("keeps the order of all appends that wait together, and shares their sync", async () => {
    const dir = newDir();
    const journal = open(dir, 1);
    const waiting = ["a", "b", "c"].map((text) => journal.append([note(text), note(`${text}2`)]));
    expect(journal.bytes).toBe(0);
    expect(journal.appendSync([note("now")]).map((r) => r.seq)).toEqual([7]);
    const seqs = (await Promise.all(waiting)).flat().map((r) => r.seq);
    expect(seqs).toEqual([1, 2, 3, 4, 5, 6]);
    expect(texts(dir)).toEqual(["a", "a2", "b", "b2", "c", "c2", "now"]);
    journal.close();
    await expect(journal.append([note("late")])).rejects.toThrow(NotSavedError);
  });

  it("goes on over epochs, counting on, and never shows its seals", () => {
    const dir = newDir();
    for (const epoch of [1, 2, 5]) {
      const journal = open(dir, epoch);
      expect(journal.records.length).toBe([1, 2, 5].indexOf(epoch));
      journal.appendSync([note(`in ${epoch}`)]);
      journal.close();
    }
    const { records, damage, lastEpoch } = readJournal<Note>(dir);
    expect(records.map((r) => [r.epoch, r.seq, r.text])).toEqual([
      [1, 1, "in 1"],
      [2, 3, "in 2"],
      [5, 5, "in 5"],
    ]);
    expect({ damage, lastEpoch }).toEqual({ damage: [], lastEpoch: 5 });
  });

  it("never reads what a former owner appends past the seal", () => {
    const dir = newDir();
    const former = open(dir, 1);
    former.appendSync([note("before")]);
    const holder = open(dir, 2);
    former.appendSync([note("too late")]);
    holder.appendSync([note("after")]);
    expect(texts(dir)).toEqual(["before", "after"]);
    expect(readJournal(dir).damage).toEqual([]);
    former.close();
    holder.close();
    expect(open(dir, 3).records.map((r) => r.text)).toEqual(["before", "after"]);
  });

  it("refuses an epoch that is not above all others", () => {
    const dir = newDir();
    open(dir, 3).close();
    expect(() => open(dir, 3)).toThrow(NotSavedError);
    expect(() => open(dir, 2)).toThrow(NotSavedError);
    expect(readdirSync(dir)).toEqual(["journal.3.jsonl"]);
  });

  it("drops a torn last record without a word, and seals before it", () => {
    const dir = newDir();
    const former = open(dir, 1);
    former.appendSync([note("whole"), note("torn")]);
    former.close();
    const file = join(dir, "journal.1.jsonl");
    truncateSync(file, readFileSync(file).length - 7);
    expect(readJournal<Note>(dir)).toMatchObject({ records: [{ text: "whole" }], damage: [] });
    open(dir, 2).close();
    appendFileSync(file, "the rest of the torn record\n");
    expect(readJournal<Note>(dir)).toMatchObject({ records: [{ text: "whole" }], damage: [] });
  });

  it("names damage before the end, and reads on after it", () => {
    const dir = newDir();
    const journal = open(dir, 1);
    journal.appendSync([note("one"), note("two"), note("three")]);
    journal.close();
    const file = join(dir, "journal.1.jsonl");
    writeFileSync(file, readFileSync(file, "utf8").replace('"two"', '"tvo"'));
    const { records, damage } = readJournal<Note>(dir);
    expect(records.map((r) => r.text)).toEqual(["one", "three"]);
    expect(damage).toEqual([
      {
        file: "journal.1.jsonl",
        line: 2,
        message: "the line is damaged: what it recorded (note of story[a]/plan#1) may have to be repeated",
      },
    ]);
  });

  it("names lines and files that are gone", () => {
    const dir = newDir();
    for (const epoch of [1, 2, 3]) {
      const journal = open(dir, epoch);
      journal.appendSync([note("x"), note("y"), note("z")]);
      journal.close();
    }
    const middle = join(dir, "journal.2.jsonl");
    const lines = readFileSync(middle, "utf8").split("\n");
    writeFileSync(middle, [lines[0], lines[1], lines[3], ""].join("\n"));
    expect(readJournal(dir).damage.map((d) => d.message)).toEqual([
      expect.stringContaining("bytes are missing at its end"),
      expect.stringContaining("1 records before it are missing"),
    ]);
    writeFileSync(join(dir, "journal.1.jsonl"), "");
    expect(readJournal<Note>(dir).records.map((r) => r.text)).toEqual(["x", "z", "x", "y", "z"]);
    expect(readJournal(dir).damage[0]).toMatchObject({ file: "journal.1.jsonl" });
  });

  it("never shows a record twice, nor one of another epoch", () => {
    const dir = newDir();
    const journal = open(dir, 1);
    journal.appendSync([note("one")]);
    journal.close();
    const file = join(dir, "journal.1.jsonl");
    const foreign = encodeLine({ seq: 2, epoch: 9, at: "x", type: "note", path: "", text: "of 9" });
    writeFileSync(file, `${readFileSync(file, "utf8").repeat(2)}${foreign}\n`);
    expect(texts(dir)).toEqual(["one"]);
    expect(readJournal(dir).damage.length).toBe(2);
  });

  it("keeps any text, and gives back what it took", () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.string({ unit: "grapheme" }))), (epochs) => {
        const dir = newDir();
        for (const [index, batch] of epochs.entries()) {
          const journal = open(dir, index + 1);
          journal.appendSync(batch.map(note));
          journal.close();
        }
        expect(texts(dir)).toEqual(epochs.flat());
        expect(readJournal(dir).damage).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  it("is poisoned by a write that fails: nothing more is acknowledged", async () => {
    const dir = newDir();
    const journal = open(dir, 1);
    await journal.append([note("good")]);
    const inside = journal as unknown as { fd: number };
    closeSync(inside.fd);
    inside.fd = openSync(join(dir, "journal.1.jsonl"), "r");
    const both = [journal.append([note("a")]), journal.append([note("b")])];
    for (const append of both) await expect(append).rejects.toThrow(NotSavedError);
    await expect(journal.append([note("c")])).rejects.toThrow(NotSavedError);
    expect(() => journal.appendSync([note("d")])).toThrow(NotSavedError);
    expect(texts(dir)).toEqual(["good"]);
    journal.close();
  });

  it("does not open where an earlier epoch cannot be read", () => {
    const dir = newDir();
    open(dir, 1).close();
    mkdirSync(join(dir, "journal.2.jsonl"));
    expect(() => open(dir, 3)).toThrow(NotSavedError);
    expect(existsSync(join(dir, "journal.3.jsonl"))).toBe(false);
    expect(readJournal(dir).damage).toMatchObject([{ file: "journal.2.jsonl", line: 0 }]);
  });
});
