/**
 * The scenarios of fake programs that differ in nothing but how they say it. A voice says it: `begin()`, `text(said)`,
 * `edit(file, content)`, `end({ tokens, cost })`, `unknown()` (the session), `unserved(status)` (by the model's service),
 * `waits()` (for the model, after what it said). `own`: scenarios that the program has beside these, or instead of them.
 */
import { garbage, hang, ignoreSignals, leaveBehind, readPrompt, scenario } from "./common.mjs";

export const verdict = { verdict: "rejected", issues: [{ severity: "major", description: "d" }] };

export async function play(voice, resumed, own = {}) {
  const answer = (said = "hello", spent = {}) => {
    voice.begin();
    voice.text(said);
    voice.end(spent);
  };
  const scenarios = {
    session: () => answer("hello", { tokens: [700, 50], cost: 0.5 }),
    async hangs() {
      voice.begin();
      voice.text("working");
      voice.waits?.();
      await hang();
    },
    async talks() {
      voice.begin();
      setInterval(() => voice.text("more\n"), 20);
      await hang();
    },
    fails() {
      process.stderr.write("broken\n");
      process.exitCode = 3;
    },
    garbage() {
      garbage();
      answer();
    },
    async stubborn() {
      ignoreSignals();
      voice.begin();
      leaveBehind();
      voice.text("working");
      voice.waits?.();
      await hang();
    },
    leaves() {
      leaveBehind();
      answer();
    },
    edits() {
      voice.begin();
      voice.edit("made.txt", "made");
      voice.text("hello");
      voice.end({});
    },
    usage: () => answer("hello", { tokens: [1000, 50], cost: 0.25 }),
    // Where its counters go on, they stand at three times `usage`.
    resumes: () => answer(`going on in ${resumed}`, { tokens: [3000, 150], cost: 0.75 }),
    forgets: () => voice.unknown(),
    structured: () => answer(JSON.stringify(verdict)),
    asks: () => answer("QUESTION: Which theme?"),
    unauthorized: () => voice.unserved(401),
    limited: () => voice.unserved(429),
    overloaded: () => voice.unserved(529),
    async lingers() {
      answer();
      await hang();
    },
    trips() {
      answer();
      process.exitCode = 1;
    },
    ...own,
  };
  if (scenario !== "deaf") readPrompt();
  if (scenarios[scenario]) await scenarios[scenario]();
  else answer();
}

/** Ends the program where it does not know an argument, as the real ones do. */
export function refuseUnknown(known, args, say) {
  const unknown = args.find((arg) => arg.startsWith("-") && !known.includes(arg.split("=")[0]));
  if (unknown === undefined) return;
  process.stderr.write(`${say(unknown)}\n`);
  process.exit(1);
}
