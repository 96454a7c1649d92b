import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** Everything below a folder, with contents and times: equal only if nothing was touched. */
export function everything(root: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(root, { recursive: true, encoding: "utf8" })
      .sort()
      .map((name) => {
        const path = join(root, name);
        const stats = statSync(path, { bigint: true });
        const content = stats.isFile() ? readFileSync(path, "base64") : "";
        return [name, `${stats.mtimeNs} ${stats.ctimeNs} ${stats.mode} ${content}`];
      }),
  );
}
