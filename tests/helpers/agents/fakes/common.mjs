/** What the fake programs share. A fake's scenario is the behaviour of tests/contracts/agent.contract.ts that it shows. */
import { spawn } from "node:child_process";
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";

export const scenario = process.env.FAKE_SCENARIO ?? "answers";

/** The whole prompt; the real programs, too, wait for its end. What the program was started with is noted. */
export function readPrompt() {
  const prompt = readFileSync(0, "utf8");
  if (prompt.length < 10_000) {
    writeFileSync("start.json", JSON.stringify({ args: process.argv.slice(2), env: process.env, prompt }));
  }
  return prompt;
}

/** One line of NDJSON, written at once. */
export function emit(event) {
  writeFileSync(1, `${JSON.stringify(event)}\n`);
}

/** The value after a flag, or undefined. */
export function flag(name, args = process.argv) {
  const at = args.indexOf(name);
  return at < 0 ? undefined : args[at + 1];
}

/** Waits for ever; signals do what they do by default. */
export function hang() {
  return new Promise(() => setInterval(() => {}, 60_000));
}

/** Starts a child in a session of its own that keeps standard output open and is deaf to signals; notes its pid. */
export function leaveBehind() {
  const script = 'trap "" INT TERM HUP; echo $$ > far.pid; while :; do sleep 0.1; done';
  spawn("sh", ["-c", script], { detached: true, stdio: "inherit" }).unref();
  while (!existsSync("far.pid") || readFileSync("far.pid", "utf8") === "") {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
  }
}

/** From here on signals are noted in `asked`, and otherwise ignored. */
export function ignoreSignals() {
  for (const name of ["INT", "TERM"]) process.on(`SIG${name}`, () => appendFileSync("asked", `${name}\n`));
}

/** Bytes that are no text, on both outputs, each a line of its own. */
export function garbage() {
  const bytes = Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256));
  for (const fd of [1, 2]) writeFileSync(fd, Buffer.concat([bytes, Buffer.from("\n")]));
  writeFileSync(1, '{"type":\n[1]\nnull\n"text"\n{}\n{"type":7}\n');
}
