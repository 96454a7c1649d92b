import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { decode, notUtf8 } from "../../../../src/adapters/process/output/decode.ts";
import { keepOutput } from "../../../../src/adapters/process/output/kept.ts";
import { splitLines } from "../../../../src/adapters/process/output/lines.ts";

const bytes = fc.uint8Array({ maxLength: 40 }).map((all) => Buffer.from(all));

describe("bytes", () => {
  it("that are UTF-8 are text, byte by byte, a byte order mark included", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const whole = Buffer.from(`\ufeff${text}`);
        expect([decode(whole), notUtf8(whole)]).toEqual([`\ufeff${text}`, undefined]);
      }),
    );
    expect(notUtf8(Buffer.from("\ufffd"))).toBeUndefined();
  });

  it("that are not are shown where they stand, and named", () => {
    const odd = Buffer.concat([
      Buffer.from("ä"),
      Buffer.from([0xe9, 0xf0, 0x9f]),
      Buffer.from("b"),
      Buffer.from([0xc3]),
    ]);
    expect(decode(odd)).toBe("ä\\xe9\\xf0\\x9fb\\xc3");
    expect(decode(odd, true)).toBe("ä\\xe9\\xf0\\x9fb");
    expect(notUtf8(odd)).toBe("what is not UTF-8 (its byte 3 is 0xe9)");
  });

  it("are never changed without a word", () => {
    fc.assert(
      fc.property(bytes, (all) => {
        const kept = keepOutput(1000);
        kept.push(all);
        if (kept.unkept() === undefined) expect(Buffer.from(kept.text())).toEqual(all);
        expect(kept.text()).toBe(decode(all));
      }),
    );
  });

  it("that are too many are said to be", () => {
    const kept = keepOutput(1024 * 1024);
    kept.push(Buffer.alloc(1024 * 1024 + 1, "x"));
    expect(kept.unkept()).toBe("more than 1 MiB");
  });

  it("leave a line of JSON JSON", () => {
    const odd = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xe9]), Buffer.from('"}\n')]);
    expect(
      splitLines(100)
        .push(odd)
        .map((line) => JSON.parse(line)),
    ).toEqual([{ a: "\\xe9" }]);
  });
});
