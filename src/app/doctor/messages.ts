import { join, relative } from "node:path";
import { readInbox } from "../../adapters/files/journal/inbox.ts";
import { layoutOf } from "../../adapters/files/layout.ts";
import { type Check, problem } from "./check.ts";
import { folders } from "./state.ts";

/** What people asked of stories and no run can take. */
export function checkMessages(root: string): Check[] {
  return folders(layoutOf(root).attempts).flatMap((dir) =>
    readInbox(dir).unreadable.map(({ name, problem: why }) =>
      problem(
        "messages",
        `${relative(root, join(dir, "inbox", name))}: ${why}; no run takes it`,
        "Give the command again that it was to pass on, and delete the file",
      ),
    ),
  );
}
