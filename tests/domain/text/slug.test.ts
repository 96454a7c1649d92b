import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { numberedSlug, slugOf } from "../../../src/domain/text/slug.ts";

describe("slugOf", () => {
  it.each([
    ["Add dark mode", "add-dark-mode"],
    ['Don\'t panic: "42" & more!', "dont-panic-42-more"],
    ["Größe ändern – café Łódź", "grosse-andern-cafe-lodz"],
    ["../../etc/passwd", "etc-passwd"],
    ["日本語", "story"],
    ["", "story"],
    ["CON", "con-story"],
    ["lpt1", "lpt1-story"],
  ])("%s becomes %s", (title, slug) => {
    expect(slugOf(title)).toBe(slug);
  });

  it("cuts long titles between words", () => {
    const slug = slugOf("a very long title that goes on and on until nobody wants to read any of it");
    expect(slug).toBe("a-very-long-title-that-goes-on-and-on-until-nobody-wants-to");
  });

  it("is a plain file name of at most 60 characters for any title, numbered or not", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 200 }),
        fc.integer({ min: 2, max: 999 }),
        (title, n) => {
          for (const slug of [slugOf(title), numberedSlug(slugOf(title), n)]) {
            expect(slug).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
            expect(slug.length).toBeLessThanOrEqual(60);
          }
        },
      ),
    );
  });
});
