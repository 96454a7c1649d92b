import { closeIt, ShellCursor } from "./cursor.ts";
import { type Heredoc, heredocText, readHeredoc } from "./heredoc.ts";
import { placeholder, refusals } from "./place.ts";
import { ShellWords } from "./words.ts";

/** What the shell does not split into words, and in which `'` is a character like others. */
type Quoted = "double" | "heredoc";

/**
 * Reads a command as a POSIX shell does, and writes it again with a variable's expansion for each expression, quoted for
 * its place. Reads too little of the language to find mistakes in it, but enough to know at each character what quotes
 * mean there; what it is not sure of it refuses.
 */
export class ShellScanner extends ShellCursor {
  /** The whole text as commands. Throws Unreadable. */
  commands(): string {
    this.#commands(undefined);
    return this.out;
  }

  /** The whole text as what an unquoted heredoc holds. Throws Unreadable. */
  heredoc(): string {
    while (this.peek() !== undefined) this.#inQuotes("heredoc");
    return this.out;
  }

  /** Commands up to the end, or to the `)` of the `$(` at `opened`, which is taken too. */
  #commands(opened: number | undefined): void {
    const words = new ShellWords();
    const heredocs: Heredoc[] = [];
    const outside = this.refusal;
    let char = this.peek();
    while (char !== undefined && (char !== ")" || words.close() || opened === undefined)) {
      this.refusal = outside ?? (words.brackets ? refusals.brackets : undefined);
      this.#command(char, words, heredocs);
      char = this.peek();
    }
    const [missing] = heredocs;
    if (missing) this.fail("a heredoc has no text", missing.index, "Begin it on the next line");
    this.refusal = outside;
    if (opened === undefined) return;
    if (char === undefined) this.fail("$( is not closed", opened, closeIt);
    this.copy(1);
  }

  #command(char: string, words: ShellWords, heredocs: Heredoc[]): void {
    const next = this.text[this.at + 1];
    if (char === "\n") {
      words.operator();
      this.copy(1);
      for (const heredoc of heredocs.splice(0)) this.#heredocText(heredoc);
    } else if (char === "<" && next === "<") {
      words.end();
      if (this.text[this.at + 2] === "<") this.copy(3);
      else heredocs.push(this.#heredocOperator());
    } else if (char === "(" && next === "(") {
      words.operator();
      this.#arithmetic("((");
    } else if (/[ \t<>]/.test(char)) {
      words.end();
      this.copy(1);
    } else if (/[;&|()]/.test(char)) {
      if (char === "(") words.open();
      // A `)` has been told already, by who looked whether it ends all this.
      else if (char !== ")") words.operator();
      this.copy(1);
    } else if (char === "\\" && next === "\n") this.copy(2);
    else if (char === "#" && words.between) this.#comment();
    else {
      this.while(words.subscript ? refusals.subscript : undefined, () => this.#bare(char));
      words.add(char);
    }
  }

  /** A character that splits no words, or what begins with it. */
  #bare(char: string): void {
    if (char === "'") this.#single();
    else if (char === '"') this.#double();
    else if (char === "$") this.#dollar("bare");
    else if (char === "`") this.#backticks("bare");
    else if (char === "\\") this.#escape();
    else if (char === placeholder) this.expand('"${', '}"');
    else this.copy(1);
  }

  #inQuotes(context: Quoted): void {
    const char = this.peek();
    if (char === "$") this.#dollar(context);
    else if (char === "`") this.#backticks(context);
    else if (char === "\\") this.#escape();
    else if (char === placeholder) this.expand("${", "}");
    else this.copy(1);
  }

  #escape(): void {
    this.copy(1);
    if (this.peek() === placeholder) this.while(refusals.backslash, () => this.expand("${", "}"));
    else this.copy(1);
  }

  #single(): void {
    this.until("'", "a single quote is not closed", (char) => {
      if (char === placeholder) this.expand("'\"${", "}\"'");
      else this.copy(1);
    });
  }

  #double(): void {
    this.until('"', "a double quote is not closed", () => this.#inQuotes("double"));
  }

  /** Nothing in it is expanded, so anything may stand in it. */
  #comment(): void {
    for (let char = this.peek(); char !== undefined && char !== "\n"; char = this.peek()) {
      if (char === placeholder) this.expand("${", "}");
      else this.copy(1);
    }
  }

  #dollar(context: "bare" | Quoted): void {
    const next = this.text[this.at + 1];
    if (next === "{") this.#parameter(context);
    else if (next === "(") {
      if (this.text[this.at + 2] === "(") {
        this.#arithmetic("$((");
        return;
      }
      const start = this.at;
      this.copy(2);
      this.#commands(start);
    } else if (next === placeholder) {
      // A lone dollar means itself, but not before the expansion that comes now.
      this.out += "\\$";
      this.at++;
    } else if (next === "[" || (next === "'" && context === "bare")) {
      const fix = next === "[" ? "Write \\$[, or $(( )) for arithmetic" : "Write printf's escapes instead";
      this.fail(`$${next} does not mean the same in all shells`, this.at, fix);
    } else this.copy(next !== undefined && /[@*#?$!-]/.test(next) ? 2 : 1);
  }

  #parameter(context: "bare" | Quoted): void {
    const start = this.at;
    parameterStart.lastIndex = start;
    const found = parameterStart.exec(this.text);
    const operator = found?.[1] ?? "";
    this.copy(found?.[0].length ?? 2);
    const pattern = /[#%]/.test(operator);
    const refused = operator === "" || (pattern && context === "heredoc");
    this.while(refused ? refusals.expansion : undefined, () => {
      if (context === "bare" || (pattern && context === "double")) this.#bareWord(start);
      else this.#quotedWord(start, context);
    });
  }

  #bareWord(start: number): void {
    this.until("}", notClosed, (char) => this.#bare(char), start);
  }

  /** Quotes within it protect a brace, and change nothing else. */
  #quotedWord(start: number, context: Quoted): void {
    let inner = false;
    for (let char = this.peek(); char !== "}" || inner; char = this.peek()) {
      if (char === undefined || (char === "}" && context === "heredoc")) this.fail(notClosed, start, closeIt);
      if (char === '"') inner = !inner;
      // Shells do not agree whether these quotes are taken away in a heredoc.
      if (char === '"' && context === "heredoc") this.refusal ??= refusals.expansion;
      this.#inQuotes(context);
    }
    this.copy(1);
  }

  #arithmetic(opening: "((" | "$(("): void {
    const start = this.at;
    this.copy(opening.length);
    this.while(refusals.arithmetic, () => {
      for (let depth = 2; depth > 0; ) {
        const char = this.peek();
        if (char === undefined) this.fail(`${opening} is not closed`, start, closeIt);
        if (char === "(") depth++;
        if (char === ")" && --depth === 1 && this.text[this.at + 1] !== ")") {
          const fix = `Write a space for a subshell: ${opening.slice(0, -1)} (`;
          this.fail(`${opening} is arithmetic, and ends with ))`, start, fix);
        }
        if (char === '"') this.#double();
        else this.#inQuotes("double");
      }
    });
  }

  /** Backslashes within backticks are taken away before the rest is read. */
  #backticks(context: "bare" | Quoted): void {
    const start = this.at;
    let end = start + 1;
    while (end < this.text.length && this.text[end] !== "`") end += this.text[end] === "\\" ? 2 : 1;
    if (end >= this.text.length) this.fail("a backtick is not closed", start, closeIt);
    const inner = this.text.slice(start + 1, end);
    if (!inner.includes(placeholder)) {
      this.copy(end + 1 - start);
      return;
    }
    if (context !== "bare" && inner.includes('\\"')) {
      this.fail('\\" in backticks in quotes does not mean the same in all shells', start, "Write $( … )");
    }
    const text = inner.replace(/\\([\\`$])/g, "$1");
    const origin = () => this.origin(start);
    const commands = new ShellScanner(text, this.placement, origin, this.refusal).commands();
    this.out += `\`${commands.replace(/[\\`]/g, "\\$&")}\``;
    this.at = end + 1;
  }

  #heredocOperator(): Heredoc {
    const start = this.at;
    const found = readHeredoc(this.text, start);
    if (!found || found.source.includes(placeholder)) {
      this.fail("the heredoc has no delimiter that can be read", start, "Write a word: <<EOF");
    }
    this.copy(found.source.length);
    return found.heredoc;
  }

  #heredocText(heredoc: Heredoc): void {
    const start = this.at;
    const found = heredocText(this.text, start, heredoc);
    if (!found) {
      const fix = `End it with a line that holds ${heredoc.delimiter} alone`;
      this.fail("the heredoc does not end", heredoc.index, fix);
    }
    const { body, end } = found;
    if (heredoc.quoted) {
      for (const char of body) if (char === placeholder) this.placement.take(refusals.quotedHeredoc);
      this.out += body;
    } else {
      const origin = (index: number) => this.origin(start + index);
      this.out += new ShellScanner(body, this.placement, origin, this.refusal).heredoc();
    }
    this.out += end;
    this.at = start + body.length + end.length;
  }
}

const notClosed = "${ is not closed";

/** A parameter's name and the operator whose word comes next. */
const parameterStart = /\$\{(?:[A-Za-z_]\w*|\d+|[@*#?$!-])(:?[-=?+]|##?|%%?)/y;
