import { UserError } from "../domain/errors.ts";
import { ExitCode } from "../domain/exit-code.ts";
import type { CommandContext } from "./context.ts";

const mostBytes = 1024 * 1024;

/** All of standard input, as text. Throws UserError (exit 2) over 1 MiB, or where it is not UTF-8. */
export async function readInput({ stdin }: Pick<CommandContext, "stdin">): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stdin) {
    const buffer = Buffer.from(chunk);
    bytes += buffer.length;
    if (bytes > mostBytes) throw tooLong("Standard input");
    chunks.push(buffer);
  }
  return decode(Buffer.concat(chunks), "Standard input");
}

/** Bytes as text. Throws UserError (exit 2), naming their origin, over 1 MiB, or where they are not UTF-8. */
export function decode(bytes: Buffer, origin: string): string {
  if (bytes.length > mostBytes) throw tooLong(origin);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new UserError(ExitCode.usage, `${origin} is not UTF-8 text`, { fix: "Save it as UTF-8" });
  }
}

function tooLong(origin: string): UserError {
  return new UserError(ExitCode.usage, `${origin} is longer than 1 MiB`, {
    fix: "Keep the story short, and put long material in a file of the project",
  });
}
