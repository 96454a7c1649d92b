import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { NotSavedError } from "../../../domain/errors.ts";
import { createFileExclusive, errorCode, mkdirDurable, removeDurable } from "../durable/write.ts";
import { namesIn } from "../names.ts";
import { messageOf, type PostedMessage } from "./inbox-message.ts";
import { decodeLine, encodeLine } from "./line.ts";

/** An inbox as it was found. */
interface InboxContent {
  /** Oldest first. */
  readonly messages: readonly { readonly name: string; readonly message: PostedMessage }[];
  readonly unreadable: readonly { readonly name: string; readonly problem: string }[];
}

const namePattern = /^\d{8}T\d{6}\.\d{3}Z-[0-9a-f]{16}\.json$/;

/**
 * Leaves a message for whoever holds the story's lease, now or next; needs no lease, durable when it returns the file's
 * name, which sorts by the message's time (`at`, ISO 8601, UTC), then at random. Throws NotSavedError.
 */
export function postMessage(storyDir: string, message: PostedMessage): string {
  const dir = inboxDir(storyDir);
  const stamp = new Date(message.at).toISOString().replace(/[-:]/g, "");
  const line = `${encodeLine(message)}\n`;
  mkdirDurable(dir);
  for (;;) {
    const name = `${stamp}-${randomBytes(8).toString("hex")}.json`;
    if (createFileExclusive(join(dir, name), line)) return name;
  }
}

/** The messages, oldest first, and the files that are none, which stay where they are. Reads only, never throws. */
export function readInbox(storyDir: string): InboxContent {
  const messages: { name: string; message: PostedMessage }[] = [];
  const unreadable: { name: string; problem: string }[] = [];
  let names: string[] = [];
  try {
    // Names that begin with a dot are messages still being written, or what is left of them.
    names = namesIn(inboxDir(storyDir)).filter((name) => !name.startsWith("."));
  } catch (error) {
    unreadable.push({ name: ".", problem: `the folder cannot be read (${errorCode(error)})` });
  }
  for (const name of names) {
    const found = readMessage(join(inboxDir(storyDir), name), name);
    if (typeof found === "string") unreadable.push({ name, problem: found });
    else if (found) messages.push({ name, message: found });
  }
  return { messages, unreadable };
}

/** Takes a message away, once the lease's holder has recorded it; it is no error if it is gone. */
export function removeMessage(storyDir: string, name: string): void {
  const path = join(inboxDir(storyDir), name);
  if (!namePattern.test(name)) throw new NotSavedError(path, new Error("not the name of a message"));
  removeDurable(path);
}

function inboxDir(storyDir: string): string {
  return join(storyDir, "inbox");
}

/** The message, or what is wrong; `undefined` where another has just recorded and removed it. */
function readMessage(path: string, name: string): PostedMessage | string | undefined {
  if (!namePattern.test(name)) return "the name is not a message's";
  try {
    const bytes = readFileSync(path);
    const value = bytes.at(-1) === 10 ? decodeLine(bytes.subarray(0, -1)) : undefined;
    if (!value) return "the file is damaged";
    return messageOf(value) ?? "it says nothing that can be done to a story";
  } catch (error) {
    return errorCode(error) === "ENOENT" ? undefined : `it cannot be read (${errorCode(error)})`;
  }
}
