import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { openJournal, readJournal } from "../../../src/adapters/files/journal/journal.ts";
import type { Recorded } from "../../../src/domain/journal/record.ts";
import type { JournalRecord } from "../../../src/engine/ports/journal.ts";
import { withEachByteFlipped, withEachCut } from "../../helpers/damage.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";

interface Note extends JournalRecord {
  readonly text: string;
}

const newDir = tempDirs();
const clock = { now: () => new Date("2026-01-08T10:11:12.123Z") };
let dir: string;
let good: readonly Recorded<Note>[];
const fileOf = (epoch: number) => join(dir, `journal.${epoch}.jsonl`);

/** Three epochs; the first owner of two went on writing past its seal. */
beforeAll(() => {
  dir = newDir();
  const note = (text: string): Note => ({ type: "note", path: "story[a]/plan#1", text });
  const former = [1, 2, 3].map((epoch) => {
    const journal = openJournal<Note>(dir, epoch, clock);
    journal.appendSync([note(`${epoch}: one`), note(`${epoch}: zwei, 二`)]);
    return journal;
  });
  former[0]?.appendSync([note("past the first seal")]);
  former[1]?.appendSync([note("past the second seal")]);
  for (const journal of former) journal.close();
  good = readJournal<Note>(dir).records;
});

/** What was read is what was written, in order; what is missing is named, unless it is the end (a torn write). */
function expectHonest(where: string): void {
  const { records, damage } = readJournal<Note>(dir);
  const places = records.map((record) => good.findIndex((known) => known.seq === record.seq));
  const wrong = records.some(
    (record, index) => JSON.stringify(record) !== JSON.stringify(good[places[index]!]),
  );
  const disordered = places.some((place, index) => index > 0 && place <= places[index - 1]!);
  const silent = damage.length === 0 && places.some((place, index) => place !== index);
  if (wrong || disordered || silent) throw new Error(`${where}: ${JSON.stringify({ records, damage })}`);
}

describe("a damaged journal", () => {
  it("has six records to lose", () => {
    expect(good.map((r) => r.text)).toEqual([1, 2, 3].flatMap((n) => [`${n}: one`, `${n}: zwei, 二`]));
  });

  for (const epoch of [1, 2, 3]) {
    it(`never shows a wrong record, nor hides a loss: every byte of epoch ${epoch} flipped`, () => {
      const flips = (byte: number) => [1, 0x20, 0x80, byte ^ 10, byte ^ 34];
      withEachByteFlipped(fileOf(epoch), flips, (where) => expectHonest(`epoch ${epoch}, ${where}`));
    }, 60_000);

    it(`never shows a wrong record, nor hides a loss: epoch ${epoch} cut at every byte`, () => {
      // A newest epoch without its first line is one that was never opened: nobody then has sealed the one before.
      const shortest = epoch === 3 ? readFileSync(fileOf(epoch)).indexOf(10) + 1 : 0;
      withEachCut(fileOf(epoch), shortest, (length) => expectHonest(`epoch ${epoch} cut at ${length}`));
    }, 60_000);
  }

  it("is whole again with its bytes", () => {
    expect(readJournal<Note>(dir)).toMatchObject({ records: good, damage: [] });
  });
});
