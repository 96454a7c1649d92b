/** One thing the scripted model does: calls a tool, says something, or falls silent. */
export type Step =
  /** Says it; ends the turn. */
  | { readonly say: string }
  /** Answers with JSON, through the agent's tool for structured answers where it offers one; ends the turn. */
  | { readonly json: unknown }
  /** Calls the agent's tool that writes files; else its shell. */
  | { readonly write: { readonly path: string; readonly content: string } }
  /** Calls the agent's shell tool. */
  | { readonly bash: string }
  /** Begins to answer and never goes on. */
  | { readonly stall: true };

/** What a model plays, one step each time it is asked. */
export type Script = readonly Step[];

const mark = /play\(([\w-]+)\)/g;

/** A script as a piece of a prompt: only letters, digits, `_` and `-`, so that nothing on its way quotes it. */
export function play(...script: Step[]): string {
  return `play(${Buffer.from(JSON.stringify(script)).toString("base64url")})`;
}

/** The last script in a text; a copy that was cut short counts for nothing. */
export function scriptIn(text: string): Script | undefined {
  const found = [...text.matchAll(mark)].flatMap(([, code = ""]) => {
    try {
      return [JSON.parse(Buffer.from(code, "base64url").toString()) as Script];
    } catch {
      return [];
    }
  });
  return found.at(-1);
}
