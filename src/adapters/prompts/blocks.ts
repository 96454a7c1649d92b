import { sha256 } from "../files/durable/sha256.ts";

/** Puts texts into delimited blocks that they cannot close. "" for a text without content. */
export interface Blocks {
  /** Material: from a story, a file, an agent. */
  data(title: string, text: string): string;
  /** What a person says to the agent: an instruction. */
  person(title: string, text: string): string;
}

/**
 * Builds a prompt's parts with blocks of one mark, which is made of all texts that go into them and occurs in none, in
 * no disguise: so no text can close its block, or look like another one. The same texts give the same prompt. `build`
 * is called twice and must do the same each time.
 */
export function withBlocks<T>(build: (blocks: Blocks, mark: string) => T): T {
  const texts: string[] = [];
  const collect = (_title: string, text: string) => {
    texts.push(text);
    return text;
  };
  build({ data: collect, person: collect }, "");
  const mark = markFor(texts);
  const block = (kind: string) => (title: string, text: string) => {
    const content = text.replace(/^(?:[ \t]*\r?\n)+/, "").trimEnd();
    return content === "" ? "" : `${title}\n<${kind}-${mark}>\n${content}\n</${kind}-${mark}>`;
  };
  return build({ data: block("data"), person: block("person") }, mark);
}

function markFor(texts: readonly string[]): string {
  const folded = texts.map((text) =>
    text
      .normalize("NFKC")
      .toLowerCase()
      .replace(/[^a-z0-9]/g, ""),
  );
  for (let salt = 0; ; salt++) {
    const hash = sha256(JSON.stringify([salt, texts])).slice(0, 12);
    if (!folded.some((text) => text.includes(hash))) return hash;
  }
}
