/** Words after which a command may begin. */
const beforeCommands = new Set(["then", "do", "else", "elif", "if", "while", "until", "!", "{", "time"]);

/** The words of a list of commands, as far as they decide what a parenthesis means. */
export class ShellWords {
  /** `[[` was opened. */
  brackets = false;
  readonly #open: ("(" | "case")[] = [];
  #word = "";
  #previous = "";
  #first = true;

  /** A piece of the current word, as it is written. */
  add(piece: string): void {
    this.#word += piece;
  }

  /** No word has begun. */
  get between(): boolean {
    return this.#word === "";
  }

  /** Within the brackets of what some shells take for an array's element. */
  get subscript(): boolean {
    return /^[A-Za-z_]\w*\[[^\]]*$/.test(this.#word);
  }

  /** White space, or an operator after which no command begins. */
  end(): void {
    const word = this.#word;
    if (word === "") return;
    const first = this.#first;
    if (first && word === "case") this.#open.push("case");
    if ((first || this.#previous === "in") && word === "esac" && this.#open.at(-1) === "case")
      this.#open.pop();
    if (first && word === "[[") this.brackets = true;
    if (word === "]]") this.brackets = false;
    this.#first = first && beforeCommands.has(word);
    this.#previous = word;
    this.#word = "";
  }

  /** An operator after which a command begins. */
  operator(): void {
    this.end();
    this.#first = true;
  }

  open(): void {
    this.operator();
    this.#open.push("(");
  }

  /** A closing parenthesis; false where it closes what these commands stand in. */
  close(): boolean {
    this.operator();
    const top = this.#open.at(-1);
    if (top === "(") this.#open.pop();
    return top !== undefined;
  }
}
