import { accessSync, constants, existsSync, statSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import type { Startable } from "./startable.ts";
import { windowsProgram } from "./windows/program.ts";

/**
 * Finds a program the way a shell would: a name with a slash is a file (absolute), another is looked up in `env`'s PATH.
 * PATH entries that are relative are passed over: they would find programs in the workspace.
 */
export function findProgram(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Startable {
  if (process.platform === "win32") return windowsProgram(command, args, env, isFile);
  if (command.includes("/")) {
    if (isProgram(command)) return { file: command, args };
    if (isFile(command)) return { missing: `${command} is not executable; type: chmod +x ${command}` };
    return { missing: `${command} ${existsSync(command) ? "is no program" : "does not exist"}` };
  }
  const folders = (env.PATH ?? "/usr/local/bin:/usr/bin:/bin").split(delimiter).filter(isAbsolute);
  const file = folders.map((folder) => join(folder, command)).find(isProgram);
  return file ? { file, args } : { missing: `${command} is not installed: it is in no folder of PATH` };
}

function isFile(file: string): boolean {
  try {
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return isFile(file);
  } catch {
    return false;
  }
}
