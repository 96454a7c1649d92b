/**
 * Windows: `spawn("claude")` is ENOENT and a `.cmd` EINVAL. A name is completed from PATHEXT, `.exe` and `.com` first;
 * scripts run through `cmd.exe /d /s /c`. What it cannot promise: an argument with a line break, which cmd.exe cuts.
 */
import { win32 } from "node:path";
import type { Startable } from "../startable.ts";

const direct = [".exe", ".com"];

/** Finds a program among the files for which `isFile` holds, and says how to start it. */
export function windowsProgram(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  isFile: (file: string) => boolean,
): Startable {
  const pathext = (variable(env, "PATHEXT") ?? ".COM;.EXE;.BAT;.CMD")
    .toLowerCase()
    .split(";")
    .filter(Boolean);
  const endings = [...direct, ...pathext.filter((e) => !direct.includes(e))];
  const names = endings.includes(win32.extname(command).toLowerCase())
    ? [command]
    : endings.map((ending) => command + ending);
  const folders = (variable(env, "PATH") ?? "").split(";").filter(win32.isAbsolute);
  const candidates = /[\\/]/.test(command)
    ? names
    : names.flatMap((name) => folders.map((folder) => win32.join(folder, name)));
  const file = candidates.find(isFile);
  if (!file) return { missing: `${command} is not installed: no ${endings.join(", ")} in PATH` };
  if (direct.includes(win32.extname(file).toLowerCase())) return { file, args };
  const line = [escapeMeta(win32.normalize(file)), ...args.map(quote)].join(" ");
  return {
    file: variable(env, "COMSPEC") ?? "cmd.exe",
    args: ["/d", "/s", "/c", `"${line}"`],
    verbatim: true,
  };
}

/** Names of variables are the same in any case. */
function variable(env: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.entries(env).find(([key]) => key.toUpperCase() === name)?.[1];
}

const escapeMeta = (text: string) => text.replace(/[()\][%!^"`<>&|;, *?]/g, "^$&");

/** Quotes an argument for the program's own parser, then for cmd.exe. */
function quote(argument: string): string {
  const inner = argument.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\*)$/, "$1$1");
  return escapeMeta(`"${inner}"`);
}
