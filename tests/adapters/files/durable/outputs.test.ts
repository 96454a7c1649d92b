import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { getText, inlineLimit, putText } from "../../../../src/adapters/files/durable/outputs.ts";
import { UserError } from "../../../../src/domain/errors.ts";
import { tempDirs } from "../../../helpers/temp-dir.ts";

const newDir = tempDirs();
const long = "é".repeat(inlineLimit / 2 + 1);

describe("an output", () => {
  it("stays in its record up to 64 KiB", () => {
    const dir = newDir();
    const text = "é".repeat(inlineLimit / 2);
    expect(putText(dir, text)).toEqual({ text });
    expect(getText(dir, { text })).toBe(text);
    expect(readdirSync(dir)).toEqual([]);
  });

  it("is a private file named by its sha256 above, the same for the same text", () => {
    const dir = newDir();
    const kept = putText(dir, long);
    if (!("sha256" in kept)) throw new Error("not a file");
    expect(kept.bytes).toBe(inlineLimit + 2);
    const path = join(dir, "outputs", kept.sha256);
    const { ino, mode } = statSync(path);
    expect(mode & 0o777).toBe(0o600);
    expect(putText(dir, long)).toEqual(kept);
    expect(statSync(path).ino).toBe(ino);
    expect(getText(dir, kept)).toBe(long);
    expect(readdirSync(join(dir, "outputs"))).toEqual([kept.sha256]);
  });

  it("is never given back changed; putting it again mends it", () => {
    const dir = newDir();
    const kept = putText(dir, long);
    if (!("sha256" in kept)) throw new Error("not a file");
    const path = join(dir, "outputs", kept.sha256);
    const good = readFileSync(path);
    for (const bad of [good.subarray(1), Buffer.concat([good, good]), Buffer.alloc(good.length)]) {
      writeFileSync(path, bad);
      expect(() => getText(dir, kept)).toThrow(UserError);
      expect(() => getText(dir, kept)).toThrow(path);
    }
    expect(putText(dir, long)).toEqual(kept);
    expect(getText(dir, kept)).toBe(long);
  });

  it("is refused when it is missing, or its name leads elsewhere", () => {
    const dir = newDir();
    expect(() => getText(dir, { sha256: "0".repeat(64), bytes: 1 })).toThrow(UserError);
    expect(() => getText(dir, { sha256: "../../../etc/passwd", bytes: 1 })).toThrow(UserError);
  });
});
