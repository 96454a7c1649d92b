import { chmodSync, lstatSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { mkdirDurable, replaceFile, syncDir } from "../files/durable/write.ts";

/** A file or a symbolic link as it was found; plain data for JSON. */
export type Found =
  | { readonly mode: number; readonly base64: string }
  | {
      /** Where it points. */
      readonly link: string;
    };

/** What there is at a path; undefined for nothing, a folder, or what is neither file nor link. */
export function lookAt(path: string): Found | undefined {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat?.isSymbolicLink()) return { link: readlinkSync(path) };
  return stat?.isFile()
    ? { mode: stat.mode & 0o7777, base64: readFileSync(path).toString("base64") }
    : undefined;
}

/** All files and links below a folder, by their names relative to it with `/`; "" where it is itself one. */
export function lookBelow(folder: string): Record<string, Found> {
  const own = lookAt(folder);
  const found: Record<string, Found> = own ? { "": own } : {};
  const visit = (below: string) => {
    const path = join(folder, below);
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const name = below === "" ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) visit(name);
      const file = entry.isDirectory() ? undefined : lookAt(join(folder, name));
      if (file) found[name] = file;
    }
  };
  if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory()) visit("");
  return found;
}

/** Makes a path what it was; durable when it returns. Throws NotSavedError, or what a system call failed with. */
export function putBack(path: string, was: Found | undefined): void {
  const now = lstatSync(path, { throwIfNoEntry: false });
  // A file is replaced by a rename, so that it is never missing; everything else has to make room first.
  if (now && !(was && "base64" in was && now.isFile())) rmSync(path, { recursive: true, force: true });
  if (was) mkdirDurable(dirname(path), 0o755);
  if (was && "link" in was) symlinkSync(was.link, path);
  else if (was) {
    replaceFile(path, Buffer.from(was.base64, "base64"), was.mode);
    // The mode a file is created with is subject to the umask.
    chmodSync(path, was.mode);
  }
  if (lstatSync(dirname(path), { throwIfNoEntry: false })) syncDir(dirname(path));
}

/** Whether two findings are the same. */
export function same(a: Found | undefined, b: Found | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
