import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Value } from "../../../src/domain/expression/ast.ts";
import { evaluate } from "../../../src/domain/expression/evaluate.ts";
import { parseTemplate } from "../../../src/domain/expression/template.ts";
import { shellTemplate, shellVariables } from "../../../src/domain/shell/template.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";
import { nasty, type Piece, script } from "../shell-pieces.ts";

const newFolder = tempDirs();
const environment = { hash: () => "", failed: false, mask: (text: string) => text };

/** `bash` as `sh` reads what `dash` reads, and is /bin/sh on many systems. */
const shells = ["/bin/sh", "bash"].filter((name) => spawnSync(name, ["-c", "exit 0"]).error === undefined);

/** Runs a template in a shell, in an empty folder, once for each of the values `item` may have. */
function runAll(template: string, items: readonly Value[], shell = "/bin/sh") {
  const { command, problems } = shellTemplate(parseTemplate(template));
  expect(problems.map(({ message }) => message)).toEqual([]);
  const renamed = (name: string, at: number) => `${name}_OF_${at}`;
  const env = items.flatMap((item, at) => {
    const values = shellVariables(command, (expression) => evaluate(expression, { item }, environment));
    return Object.entries(values).map(([name, value]) => [renamed(name, at), value]);
  });
  const script = items.map((_, at) => {
    const text = command.command.replace(/AGENTIC_SDLC_VALUE_\d+/g, (name) => renamed(name, at));
    return `(\n${text}\n)\nprintf '\\000%d\\000' $?\n`;
  });
  const cwd = newFolder();
  const { stdout, stderr } = spawnSync(shell, ["-c", script.join("")], {
    argv0: "sh",
    cwd,
    env: { PATH: process.env.PATH ?? "/usr/bin:/bin", ...Object.fromEntries(env) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  // Output and status in turn: no command here prints a NUL.
  const told = stdout.toString("utf8").split("\0");
  const results = items.map((_, at) => ({ stdout: told[2 * at], status: Number(told[2 * at + 1]) }));
  return { results, stderr: stderr.toString("utf8"), left: readdirSync(cwd) };
}

const run = (template: string, item: Value) => runAll(template, [item]).results[0]!;

const problemsOf = (template: string) =>
  shellTemplate(parseTemplate(template)).problems.map(({ message, at }) => `${at}: ${message}`);

describe("a value in a shell command", () => {
  it.each([
    ["bare", "printf %s ${{ item }}"],
    ["in a word", 'x=$(printf %s. a${{ item }}b); x=${x#a}; printf %s "${x%b.}"'],
    ["in double quotes", 'printf %s "${{ item }}"'],
    ["in single quotes", "printf %s '${{ item }}'"],
    ["assigned", 'x=${{ item }}; printf %s "$x"'],
    ["redirected to", "printf %s ${{ item }} > f; cat f; rm f"],
    ["in $( )", 'x=$(printf %s. ${{ item }}); printf %s "${x%.}"'],
    ["in $( ) in quotes", 'x="$(printf %s. "${{ item }}")"; printf %s "${x%.}"'],
    ["in backticks", 'x=`printf %s. ${{ item }}`; printf %s "${x%.}"'],
    ["in backticks in quotes", 'x="`printf %s. "${{ item }}"`"; printf %s "${x%.}"'],
    ["in backticks in backticks", 'x=`printf %s. "\\`printf %s. ${{ item }}\\`"`; printf %s "${x%..}"'],
    ["in a default", "printf %s ${none:-${{ item }}}"],
    ["in a default in quotes", 'printf %s "${none:-${{ item }}}"'],
    ["in quotes in a default in quotes", 'printf %s "${none:-"${{ item }}"}"'],
    ["in a default in a default", 'printf %s "${none:-${other:-${{ item }}}}"'],
    ["in an alternative", "y=1; printf %s ${y:+${{ item }}}"],
    [
      "in a prefix that is taken away",
      'x=${{ item }}tail; x=${x#${{ item }}}; printf %s "${{ item }}"; [ "$x" = tail ]',
    ],
    ["in a suffix, in quotes", 'x="a${{ item }}"; [ "${x%${{ item }}}" = a ] && printf %s ${{ item }}'],
    ["in a case's pattern", "case ${{ item }} in ${{ item }}) printf %s ${{ item }};; *) exit 3;; esac"],
    ["behind a case in $( )", 'x="$(case a in a) printf %s. ${{ item }};; esac)"; printf %s "${x%.}"'],
    ["behind a subshell", '(true); x="$( (true); printf %s. ${{ item }})"; printf %s "${x%.}"'],
    ["behind a comment with quotes", "# it's \"${{ item }}\nprintf %s ${{ item }} # don't"],
    ["behind an escaped quote", 'printf %s "\\"" > f; rm f; printf %s \\a > f; rm f; printf %s ${{ item }}'],
    ["behind arithmetic", 'i=$((1 << 2)); printf %s "${{ item }}"'],
    ["of a loop", 'for x in ${{ item }}; do printf %s "$x"; done'],
    ["of eval's argument list", 'set -- ${{ item }}; [ $# = 1 ] && printf %s "$1"'],
  ])("%s is one argument, byte by byte", (_, template) => {
    for (const shell of shells) {
      const { results, left } = runAll(template, nasty, shell);
      expect([shell, left]).toEqual([shell, []]);
      expect([shell, results.map(({ stdout }) => stdout)]).toEqual([shell, nasty]);
    }
  });

  it.each([
    ["a heredoc", "cat <<EOF\n${{ item }}\nEOF"],
    ["a heredoc without its tabs", "cat <<-EOF\n\t${{ item }}\n\tEOF"],
    ["the second of two heredocs", "cat <<A >/dev/null; cat <<B\n'\nA\n${{ item }}\nB"],
    ["a heredoc's $( )", "cat <<EOF\n$(printf %s ${{ item }}; echo .)\nEOF"],
    ["a heredoc's default", "cat <<EOF\n${none:-${{ item }}}\nEOF"],
    ["a heredoc in $( )", 'x="$(cat <<EOF\n${{ item }}.\nEOF\n)"; printf "%s\\n" "${x%.}"'],
    ["a heredoc behind a quoted one", "cat <<'A' >/dev/null; cat <<A\n`$((\"\nA\n${{ item }}\nA"],
  ])("%s holds it, byte by byte", (_, template) => {
    const end = template.includes("echo .") ? ".\n" : "\n";
    for (const shell of shells) {
      const { results, left } = runAll(template, nasty, shell);
      expect([shell, left]).toEqual([shell, []]);
      expect([shell, results.map(({ stdout }) => stdout)]).toEqual([
        shell,
        nasty.map((value) => value + end),
      ]);
    }
  });

  it("keeps a dollar before it, and the test of the contract", () => {
    expect(run('echo $${{ item }} "$${{ item }}"', 5).stdout).toBe("$5 $5\n");
    const test = '[ "${{ item }}" = "2" ]';
    expect([run(test, 2).status, run(test, "2").status, run(test, '2" = "2').status]).toEqual([0, 0, 1]);
    expect(run("printf '<%s>' ${{ item }}", [1, "a b"]).stdout).toBe('<[1,"a b"]>');
    expect(run("printf '<%s>' ${{ item }}", null).stdout).toBe("<>");
  });

  it("is exact in whatever commands are made of, and nothing else is run", () => {
    const value = fc.oneof(
      fc.constantFrom(...nasty),
      fc
        .array(fc.constantFrom("'", '"', "`", "$", "(", ")", "\\", "\n", " ", "*", ";", "#", "é", "a"), {
          maxLength: 12,
        })
        .map((chars) => chars.join("")),
      fc.string({ unit: "grapheme", maxLength: 20 }).map((text) => text.replaceAll("\0", "")),
    );
    fc.assert(
      fc.property(script, value, (pieces: Piece, item) => {
        const wanted = pieces.means(item);
        for (const shell of shells) {
          const { results, left, stderr } = runAll(`printf '%s|' ${pieces.source}\nprintf .`, [item], shell);
          const [{ stdout } = { stdout: "" }] = results;
          expect([shell, stdout, left, stderr]).toEqual([shell, `${wanted}|.`, [], ""]);
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe("where no value can be passed safely", () => {
  it.each([
    ["cat <<'EOF'\n${{ item }}\nEOF", "12: an expression cannot stand in a quoted heredoc"],
    ["cat <<\\EOF\nx ${{ item }}\nEOF", "13: an expression cannot stand in a quoted heredoc"],
    ["echo $(( ${{ item }} + 1 ))", "9: an expression cannot stand in shell arithmetic"],
    ['echo "$((1+$(echo ${{ item }})))"', "18: an expression cannot stand in shell arithmetic"],
    ["((i = ${{ item }}))", "6: an expression cannot stand in shell arithmetic"],
    ["echo $[${{ item }}]", "5: $[ does not mean the same"],
    ["[[ ${{ item }} -eq 1 ]]", "3: an expression cannot stand in [[ ]]"],
    ['a["${{ item }}"]=1', "3: an expression cannot stand in a subscript"],
    ["echo \\${{ item }}", "6: a backslash stands before the expression"],
    ["echo ${x:${{ item }}:1}", "9: an expression cannot stand in this form"],
    ["echo ${x/${{ item }}/b}", "9: an expression cannot stand in this form"],
    ["echo ${${{ item }}}", "7: an expression cannot stand in this form"],
    ["cat <<EOF\n${x#${{ item }}}\nEOF", "14: an expression cannot stand in this form"],
    ['cat <<EOF\n${x:-"${{ item }}"}\nEOF', "16: an expression cannot stand in this form"],
    ["cat <<${{ item }}\nx", "4: the heredoc has no delimiter"],
    ["cat <<EOF ${{ item }}\nx", "4: the heredoc does not end"],
    ["x=$(cat <<EOF ${{ item }})", "8: a heredoc has no text"],
    ["echo ${{ item }} 'it", "17: a single quote is not closed"],
    ['echo "${{ item }}', "5: a double quote is not closed"],
    ["echo $(echo ${{ item }}", "5: $( is not closed"],
    ["echo ${x:-${{ item }}", "5: ${ is not closed"],
    ["echo `echo ${{ item }}", "5: a backtick is not closed"],
    ["echo $'\\'' ${{ item }}", "5: $' does not mean the same"],
    ['echo "`echo \\"${{ item }}\\"`"', '6: \\" in backticks'],
    ["echo $((1) + ${{ item }})", "5: $(( is arithmetic"],
  ])("%j is refused at its position", (template, message) => {
    const [first, ...others] = problemsOf(template);
    expect([first?.startsWith(message), first, others]).toEqual([true, first, []]);
  });

  it("is told for every expression at once, with what to write", () => {
    const { problems } = shellTemplate(parseTemplate("echo $((${{ a }})) \\${{ b }} ${{ c }}"));
    expect(problems.map(({ at, fix }) => [at, fix !== ""])).toEqual([
      [8, true],
      [20, true],
    ]);
  });

  it("leaves a command without expressions as it is, however odd", () => {
    const odd = "echo 'it is not closed $(( <<EOF";
    expect(shellTemplate(parseTemplate(odd))).toEqual({
      command: { command: odd, variables: [] },
      problems: [],
    });
  });
});

describe("what no variable can hold", () => {
  const { command } = shellTemplate(parseTemplate("echo ${{ item }}"));
  const fill = (value: Value) => () => shellVariables(command, () => value);

  it("is an error that proposes stdin", () => {
    const most = "é".repeat(48 * 1024);
    expect(Object.values(fill(most)())).toEqual([most]);
    for (const value of [`${most}x`, "a\0b"]) {
      expect(fill(value)).toThrow(expect.objectContaining({ at: 5, fix: expect.stringContaining("stdin:") }));
    }
  });

  it("can be passed to a real shell up to the limit", () => {
    const most = "x".repeat(96 * 1024);
    expect(run("printf %s ${{ item }}", most).stdout).toBe(most);
    expect(existsSync("/bin/sh")).toBe(true);
  });
});
