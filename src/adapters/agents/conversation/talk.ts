import type { Dialogue, Input } from "../../process/start/dialogue.ts";
import type { Talk } from "./conversation.ts";

/** The supervisor's dialogue for a talk, and what makes it say what is to be said. */
export function dialogueOf(talk: Talk | undefined): { readonly dialogue?: Dialogue; speak(): void } {
  if (!talk) return { speak() {} };
  let input: Input | undefined;
  const speak = () => {
    const { text, end } = input ? talk.next() : { text: "", end: false };
    input?.write(text);
    if (end) input?.end();
  };
  const dialogue = {
    start(opened: Input) {
      input = opened;
      speak();
    },
    cancel() {
      talk.cancel();
      speak();
    },
  };
  return { dialogue, speak };
}
