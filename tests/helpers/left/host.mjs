/*
 * Runs the built command line many times in one process, one command after the other: to start Node anew for each of
 * hundreds of commands takes longer than what they do. All that a command knows of its process is as if it were alone.
 */
import { join } from "node:path";

const bin = join(import.meta.dirname, "../../../dist/bin.js");
const exit = process.exit;
const untouched = [process, process.stdout, process.stderr, process.stdin].map((one) => [
  one,
  listeners(one),
]);
let count = 0;
let queue = Promise.resolve();

process.exit = () => {};
process.on("disconnect", () => exit(0));
process.on("message", (asked) => {
  queue = queue.then(() => run(asked)).then((answer) => process.send({ id: asked.id, ...answer }));
});

async function run({ args, cwd }) {
  let stdout = "";
  const { write } = process.stdout;
  process.stdout.write = (text, ...rest) => {
    stdout += text;
    rest.find((one) => typeof one === "function")?.();
    return true;
  };
  process.chdir(cwd);
  process.env.HOME = cwd;
  process.argv = [process.execPath, bin, ...args];
  try {
    await import(`${bin}?${count++}`);
    return { code: process.exitCode ?? 0, stdout };
  } catch (error) {
    return { code: null, stdout: `${stdout}${error.stack}` };
  } finally {
    process.exitCode = undefined;
    process.stdout.write = write;
    for (const [one, before] of untouched) removeNew(one, before);
  }
}

function listeners(emitter) {
  return emitter.eventNames().flatMap((name) => emitter.rawListeners(name));
}

function removeNew(emitter, before) {
  for (const name of emitter.eventNames()) {
    if (name === "message" || name === "disconnect") continue;
    for (const one of emitter.rawListeners(name))
      if (!before.includes(one)) emitter.removeListener(name, one);
  }
}
