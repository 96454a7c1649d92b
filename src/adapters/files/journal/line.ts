import { type Json, parseObject } from "../../../domain/text/json.ts";
import { sha256 } from "../durable/sha256.ts";

/*
 * One line of a journal (and the owner record of a lease, and a message of an inbox): a JSON object whose last key is
 * `sum`, 16 hexadecimal digits of the sha256 of all bytes of the line before `,"sum"`.
 */

const suffix = /^,"sum":"([0-9a-f]{16})"\}$/;
const suffixLength = `,"sum":"${"0".repeat(16)}"}`.length;

/** The line for a non-empty object, without its newline. */
export function encodeLine(value: object): string {
  const body = JSON.stringify(value).slice(0, -1);
  return `${body},"sum":"${checksum(body)}"}`;
}

/** The object a line was made of, without `sum`; `undefined` if any byte of it is not what was written. */
export function decodeLine(line: Buffer): Json | undefined {
  const end = line.length - suffixLength;
  if (end < 2) return undefined;
  const body = line.subarray(0, end);
  const sum = suffix.exec(line.toString("latin1", end))?.[1];
  if (sum === undefined || sum !== checksum(body)) return undefined;
  return parseObject(`${body.toString()}}`);
}

function checksum(body: string | Buffer): string {
  return sha256(body).slice(0, 16);
}
