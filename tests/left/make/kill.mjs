/*
 * Loaded before the command line (`node --import`): kills it, with SIGKILL, once everything that KILL_AT names has come
 * to pass, in this order. KILL_AT is JSON, a list of [what, pattern]: `record`, a line of a journal that the pattern
 * fits was synced; `file`, a file was renamed or linked to a path that it fits; `before`, one is about to be.
 */
import { createRequire, syncBuiltinESMExports } from "node:module";
import { resolve } from "node:path";

const fs = createRequire(import.meta.url)("node:fs");
const awaited = JSON.parse(process.env.KILL_AT).map(([what, pattern]) => [what, new RegExp(pattern)]);
delete process.env.KILL_AT;
const paths = new Map();

function see(what, text) {
  const [next] = awaited;
  if (next?.[0] === what && next[1].test(text)) awaited.shift();
}

function dieWhenDue() {
  if (awaited.length > 0) return;
  process.kill(process.pid, "SIGKILL");
  // It is not always there at once.
  for (;;);
}

const { openSync, writeSync } = fs;
fs.openSync = (...args) => {
  const fd = openSync(...args);
  paths.set(fd, resolve(String(args[0])));
  return fd;
};
fs.writeSync = (fd, data, ...rest) => {
  const written = writeSync(fd, data, ...rest);
  if (/\/journal\.\d+\.jsonl$/.test(paths.get(fd) ?? "")) {
    const start = typeof rest[0] === "number" ? rest[0] : 0;
    for (const line of Buffer.from(data).toString("utf8", start).split("\n")) see("record", line);
  }
  return written;
};
for (const name of ["fsyncSync", "fdatasyncSync"]) {
  const sync = fs[name];
  fs[name] = (fd) => {
    sync(fd);
    dieWhenDue();
  };
}
for (const name of ["renameSync", "linkSync"]) {
  const move = fs[name];
  fs[name] = (from, to) => {
    see("before", String(to));
    dieWhenDue();
    move(from, to);
    see("file", String(to));
    dieWhenDue();
  };
}
syncBuiltinESMExports();
