import { type ChildProcess, spawn, spawnSync } from "node:child_process";

/** Whether a pseudo-terminal can be had here: Linux, and `script` of util-linux. */
export function canOpenTerminals(): boolean {
  if (process.platform !== "linux") return false;
  return spawnSync("script", ["-qefc", "exit 7", "/dev/null"], { stdio: "ignore" }).status === 7;
}

/** A command in a pseudo-terminal of its own. */
export class Terminal {
  /** The exit code; 128 + n where signal n ended it. */
  readonly ended: Promise<number | null>;
  output = "";
  readonly #script: ChildProcess;
  readonly #dir: string;
  #changed = () => {};

  /** `command` is a shell's; the terminal has `columns`, or, with 0, no size at all. */
  constructor(
    command: string,
    { cwd, env, columns = 80 }: { cwd: string; env: Readonly<Record<string, string>>; columns?: number },
  ) {
    const sized = columns > 0 ? `stty cols ${columns} rows 24; ${command}` : command;
    this.#dir = cwd;
    this.#script = spawn("script", ["-qefc", sized, "/dev/null"], {
      cwd,
      env: { PATH: process.env.PATH, HOME: cwd, LANG: "C.UTF-8", TERM: "xterm", SHELL: "/bin/sh", ...env },
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.#script.stdout!.setEncoding("utf8").on("data", (text) => {
      this.output += text;
      this.#changed();
    });
    // Keys that come when nobody is there any more.
    this.#script.stdin!.on("error", () => {});
    this.ended = new Promise((resolve) => this.#script.on("close", (code) => resolve(code)));
  }

  /** Types keys, as they come: `\x03` is Ctrl+C, `\x1a` Ctrl+Z. */
  press(keys: string): void {
    this.#script.stdin!.write(keys);
  }

  /** Resolves when `text` has been printed; rejects after 20 s. */
  prints(text: string | RegExp): Promise<void> {
    const found = () => (typeof text === "string" ? this.output.includes(text) : text.test(this.output));
    return new Promise((resolve, reject) => {
      const giveUp = () => reject(new Error(`${text} was not printed in ${this.#dir}: ${this.output}`));
      const timer = setTimeout(giveUp, 20_000);
      this.#changed = () => {
        if (!found()) return;
        clearTimeout(timer);
        resolve();
      };
      this.#changed();
    });
  }

  /** The window is closed: the kernel hangs up on whatever runs in it. */
  close(): void {
    this.#script.kill("SIGKILL");
  }
}
