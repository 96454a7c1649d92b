import { closeSync, fdatasyncSync, mkdirSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { openJournal } from "../src/adapters/files/journal/journal.ts";
import { layoutOf } from "../src/adapters/files/layout.ts";
import { createRunStore } from "../src/adapters/files/runs/store.ts";
import type { StoryRecord } from "../src/domain/journal/story-record.ts";
import { type Laboratory, median } from "./measure.ts";
import { type Measured, ms } from "./report.ts";

const now = () => new Date();
/** How many runs of how many actions: short ones vary more. */
const plan = [
  { actions: 10, runs: 15 },
  { actions: 100, runs: 5 },
  { actions: 1_000, runs: 1 },
  { actions: 10_000, runs: 1 },
] as const;

interface Pair {
  /** Wall time per record: the store's, and that of a bare append + fdatasync of as many bytes. */
  readonly ours: number;
  readonly bare: number;
}

/** What a record costs, each synced on its own, with the run's checkpoints amortised over them. */
export async function journal(lab: Laboratory): Promise<Measured[]> {
  const found = new Map<number, Pair>();
  let serial = 0;
  for (const { actions, runs } of plan) {
    const pairs: Pair[] = [];
    for (let n = 0; n < runs; n++) pairs.push(await oneRun(join(lab.dir, `journal-${serial++}`), actions));
    found.set(actions, {
      ours: median(pairs.map((pair) => pair.ours)),
      bare: median(pairs.map((pair) => pair.bare)),
    });
  }
  const rows = [...found].map(([actions, { ours, bare }]): Measured => {
    const name = `record, ${actions} actions / bare append + fdatasync`;
    return { name, value: ours / bare, unit: "x", target: 1.5, detail: `${ms(ours)} / ${ms(bare)}` };
  });
  const first = found.get(10)!;
  const last = found.get(10_000)!;
  // Each divided by its own floor, so that a disk that got slower meanwhile does not count.
  const value = last.ours / last.bare / (first.ours / first.bare);
  const detail = `${(last.ours / last.bare).toFixed(2)} / ${(first.ours / first.bare).toFixed(2)}`;
  return [...rows, { name: "record, 10,000 / 10 actions", value, unit: "x", target: 1.2, detail }];
}

/** A run as the engine writes it, action by action, in turn with bare appends of the same size. */
async function oneRun(root: string, actions: number): Promise<Pair> {
  const layout = layoutOf(root);
  mkdirSync(layout.sdlc, { recursive: true });
  const store = createRunStore(layout, { now, random: () => "bench", takeOver: false });
  const run = await store.create({
    scope: { kind: "board" },
    options: {},
    workflow: { name: "story", hash: "0".repeat(64) },
    toolVersion: "bench",
  });
  const bare = openSync(join(root, "bare.jsonl"), "a");
  const spent = { ours: 0, bare: 0 };
  const perStory = 20;
  let story = openJournal<StoryRecord>(join(layout.attempts, "story-0"), 1, { now });
  for (let n = 0; n < actions; n++) {
    const storyId = `story-${Math.floor(n / perStory)}`;
    if (n > 0 && n % perStory === 0) {
      story.close();
      story = openJournal<StoryRecord>(join(layout.attempts, storyId), 1, { now });
    }
    const { caused, told, ended } = recordsOf(storyId, n % perStory);
    const started = performance.now();
    await run.record(caused);
    for (const record of told) await story.append([record]);
    await run.record(ended);
    run.checkpoint();
    const between = performance.now();
    for (const record of [caused, ...told, ended]) {
      writeSync(
        bare,
        `${JSON.stringify({ seq: 1, epoch: 1, at: ended.path, ...record, sum: "00000000" })}\n`,
      );
      fdatasyncSync(bare);
    }
    spent.ours += between - started;
    spent.bare += performance.now() - between;
  }
  story.close();
  closeSync(bare);
  run.release();
  const records = actions * (recordsOf("", 0).told.length + 2);
  return { ours: spent.ours / records, bare: spent.bare / records };
}

function recordsOf(storyId: string, n: number) {
  const hash = "0".repeat(64);
  const action = "implement";
  const attempt = n + 1;
  const path = `story[a-story-with-a-name]/${action}#${attempt}`;
  const ref = { path, action, attempt };
  const usage = { inputTokens: 12_000, outputTokens: 900, costUsd: 0.06 };
  const told: StoryRecord[] = [
    {
      ...ref,
      type: "intent",
      runId: "run-bench",
      token: hash,
      agent: "bench",
      storyHash: hash,
      inputHash: hash,
      stepHash: hash,
      promptHash: hash,
      consumed: { research: 1, plan: 1 },
      owned: { status: "in-progress", plan_complete: true },
    },
    { ...ref, type: "started", pid: 4711, startTime: "123456" },
    { ...ref, type: "session", sessionId: hash },
    {
      ...ref,
      type: "said",
      exitCode: 0,
      signal: null,
      output: { text: "It is done, and this is how. ".repeat(60) },
      usage,
      durationMs: 41_000,
    },
    { ...ref, type: "done", tree: hash },
    { ...ref, type: "accepted", storyHash: hash },
  ];
  const of = { ...ref, storyId, storyPath: ".agentic-sdlc/stories/a-story-with-a-name.md" };
  const caused = { ...of, type: "caused", agent: "bench" } as const;
  const ended = {
    ...of,
    type: "ended",
    outcome: "done",
    usage,
    durationMs: 41_000,
    storyHash: hash,
  } as const;
  return { caused, told, ended };
}
