/*
 * To be imported first by a victim. Writes every mutating call of `node:fs` to CRASH_TRACE as strace would, and brings
 * the fault of CRASH_INJECT (see `faults.ts`) to one of them. SIGKILL lands before the call is executed. A full disk
 * and a read-only one stay so; EIO passes. Without CRASH_TRACE it does nothing.
 *
 * Where many things happen at once, the order of calls is another each time. There `call:signal=KILL:when=n` kills at
 * the n-th mutating call, whichever it is, and `record:signal=KILL:when=n` right after the n-th line of runs' journals
 * was synced. Beside the calls the trace tells, in lines that begin with `#`, what was said, what was written to
 * journals, and which attempt a process was started for.
 */
import { ChildProcess } from "node:child_process";
import { createRequire, syncBuiltinESMExports } from "node:module";
import { resolve } from "node:path";

type Fn = (...args: unknown[]) => unknown;
const fs = createRequire(import.meta.url)("node:fs") as Record<string, Fn>;
const traceFile = process.env.CRASH_TRACE;
const [, target, fault, when] = /^(\w+):\w+=(\w+):when=(\d+)$/.exec(process.env.CRASH_INJECT ?? "") ?? [];

const paths = new Map<unknown, string>([[1, "pipe:"]]);
const counts = new Map<string, number>();
/** Lines of runs' journals. */
let records = 0;
/** What has happened to the disk for good. */
let broken: string | undefined;
let log: (line: string) => void = () => {};

const growing = new Set(["openat", "write", "mkdir", "link", "rename", "symlink"]);
const syncing = new Set(["fsync", "fdatasync"]);

/** Puts `perform` under the trace as the system call `name`, unless `describe` says that this one changes nothing. */
function traced(method: string, name: string, describe: (args: unknown[]) => string | undefined): void {
  const original = fs[method]!;
  fs[method] = (...args) => {
    const text = describe(args);
    if (text === undefined) return original(...args);
    const error = strike(name, text, args[0] === 1);
    if (error) throw error;
    try {
      const result = original(...args);
      log(`${name}(${text}) = ${Number(result) || 0}`);
      tell(name, args);
      return result;
    } catch (error) {
      log(`${name}(${text}) = -1 ${(error as NodeJS.ErrnoException).code}`);
      throw error;
    }
  };
}

/** What a call that was executed means beyond itself. */
function tell(name: string, [fd, data, offset]: unknown[]): void {
  const path = paths.get(fd) ?? "";
  if (fd === 1) log(String(data).trimEnd().replace(/^/gm, "# said "));
  if (!/\/journal\.\d+\.jsonl$/.test(path)) return;
  if (name === "write") {
    const lines = Buffer.from(data as Uint8Array).toString("utf8", Number(offset ?? 0));
    log(lines.trimEnd().replace(/^/gm, `# wrote ${path} `));
    if (path.includes("/runs/")) records += lines.split("\n").length - 1;
  } else if (syncing.has(name)) {
    log(`# synced ${path}`);
    if (target === "record" && records >= Number(when)) die();
  }
}

function die(): never {
  process.kill(process.pid, "SIGKILL");
  // It is not always there at once.
  for (;;);
}

/** The error this call must fail with, if any. Does not return when the process is to be killed here. */
function strike(name: string, text: string, isOutput: boolean): Error | undefined {
  const count = (what: string) => {
    counts.set(what, (counts.get(what) ?? 0) + 1);
    return counts.get(what);
  };
  const calls = isOutput ? undefined : count("call");
  const nth = count(name);
  const hit = Number(when) === (target === "call" ? calls : name === target ? nth : undefined);
  if (hit && fault === "KILL") {
    log(`${name}(${text}) = ?`);
    die();
  }
  if (hit && fault !== "EIO") broken = fault;
  const fails = broken === "EROFS" ? !syncing.has(name) : broken === "ENOSPC" && growing.has(name);
  if (isOutput || !(hit || fails)) return undefined;
  log(`${name}(${text}) = -1 ${fault} (INJECTED)`);
  return Object.assign(new Error(`${fault}: injected, ${name}`), { code: fault, syscall: name });
}

const quoted = (text: unknown) => JSON.stringify(String(text));
const openFlags = (flags: unknown): string | undefined => {
  if (typeof flags === "number") return (flags & 0o100) === 0 ? undefined : "O_CREAT";
  if (!/[wa]/.test(String(flags))) return undefined;
  return `O_CREAT${String(flags).includes("w") ? "|O_TRUNC" : ""}${String(flags).includes("x") ? "|O_EXCL" : ""}`;
};
const onDescriptor = ([fd]: unknown[]) => `${fd}<${paths.get(fd) ?? ""}>`;
const onPath = ([path]: unknown[]) => quoted(path);
const onTwo = ([from, to]: unknown[]) => `${quoted(from)}, ${quoted(to)}`;

function written([fd, data, offset]: unknown[]): string {
  const bytes = typeof data === "string" ? Buffer.from(data) : Buffer.from(data as Uint8Array);
  const start = Number(offset ?? 0);
  // Without what the trace's own lines are made of.
  return `${onDescriptor([fd])}, ${quoted(bytes.toString("latin1", start, start + 32).replaceAll("=", "~"))}`;
}

if (traceFile !== undefined) {
  const { openSync, closeSync, writeSync } = fs as Record<"openSync" | "closeSync" | "writeSync", Fn>;
  const trace = openSync(traceFile, "a");
  log = (line) => void writeSync(trace, `${line}\n`);
  traced("openSync", "openat", ([path, flags]) => {
    // What is opened there is a pipe, or nameless.
    const how = String(path).startsWith("/proc/") ? undefined : openFlags(flags);
    return how && `${quoted(path)}, ${how}`;
  });
  const open = fs.openSync!;
  fs.openSync = (...args) => {
    const fd = open(...args);
    paths.set(fd, resolve(String(args[0])));
    return fd;
  };
  fs.closeSync = (fd) => {
    paths.delete(fd);
    return closeSync(fd);
  };
  traced("writeSync", "write", written);
  for (const name of ["fsync", "fdatasync", "ftruncate", "fchmod", "fchown"])
    traced(`${name}Sync`, name, onDescriptor);
  for (const name of ["unlink", "mkdir", "chmod", "chown"]) traced(`${name}Sync`, name, onPath);
  for (const name of ["rename", "link", "symlink"]) traced(`${name}Sync`, name, onTwo);
  traced("utimesSync", "utimensat", onPath);
  syncBuiltinESMExports();
  const { prototype } = ChildProcess as unknown as { prototype: { spawn: Fn } };
  const { spawn } = prototype;
  prototype.spawn = function (...args) {
    const { envPairs = [] } = args[0] as { envPairs?: string[] };
    const of = (name: string) => envPairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
    log(`# spawned ${of("AGENTIC_SDLC_PATH")}#${of("AGENTIC_SDLC_ATTEMPT")}`);
    log("clone(child) = 0");
    return spawn.apply(this, args);
  };
}
