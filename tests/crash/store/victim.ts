/*
 * A runner in small, made of the real store: takes the lease, opens the journal, and for each save appends a record
 * (ACK), then replaces the checkpoint (SAVED). Arguments: folder, number of saves.
 */
import { writeSync } from "node:fs";
import { join } from "node:path";
import { inlineLimit, putText } from "../../../src/adapters/files/durable/outputs.ts";
import { postMessage, readInbox, removeMessage } from "../../../src/adapters/files/journal/inbox.ts";
import { openJournal } from "../../../src/adapters/files/journal/journal.ts";
import { acquireLease } from "../../../src/adapters/files/lease/lease.ts";
import { writeCheckpoint } from "../../../src/adapters/files/runs/checkpoint.ts";
import { UserError } from "../../../src/domain/errors.ts";
import { checkpointOf, type Save, storyDirOf } from "./board.ts";

const [dir = "", goal = "0"] = process.argv.slice(2);
const clock = { now: () => new Date() };
const say = (word: string) => writeSync(1, `${word}\n`);

try {
  say("BEGIN");
  const storyDir = storyDirOf(dir);
  const lease = acquireLease(storyDir, "lease", clock);
  const journal = openJournal<Save>(storyDir, lease.epoch, clock);
  const checkpointFile = join(dir, ".workflow-state.json");
  const save = (count: number) => {
    writeCheckpoint(checkpointFile, checkpointOf(count), lease);
    say(`SAVED ${count}`);
  };
  let count = journal.records.length;
  if (journal.damage.length > 0) throw new Error(`damage: ${JSON.stringify(journal.damage)}`);
  save(count);
  while (count < Number(goal)) {
    count += 1;
    // One text is too long for its record: its file must be there before the record is.
    const text = putText(storyDir, String(count).repeat(count === 2 ? inlineLimit + 1 : 100));
    await journal.append([{ type: "save", path: `each[${count}]`, count, text }]);
    say(`ACK ${count}`);
    save(count);
    lease.heartbeat();
  }
  postMessage(storyDir, { type: "unblocked", at: clock.now().toISOString() });
  for (const { name } of readInbox(storyDir).messages) removeMessage(storyDir, name);
  journal.close();
  lease.release();
  say("END");
} catch (error) {
  writeSync(2, `${String(error)}: ${error instanceof UserError ? error.why : ""}\n`);
  process.exitCode = error instanceof UserError ? error.exitCode : 1;
}
