import type { CommandDefinition, Completion, OptionDefinition } from "../definition.ts";

/**
 * A completion script, made of the commands' definitions: a function that any POSIX-like shell understands, and the few
 * lines that tie it to bash or zsh. Names of stories and runs are asked for when needed.
 */
export function completionScript(shell: "bash" | "zsh", definitions: readonly CommandDefinition[]): string {
  const shown = definitions.filter(({ hidden }) => !hidden);
  const lines = [
    ...(shell === "zsh" ? ["#compdef agentic-sdlc"] : []),
    `# Made by: agentic-sdlc completion ${shell}`,
    ...wordsFunction(shown),
    ...(shell === "zsh" ? zsh : bash),
  ];
  return `${lines.join("\n")}\n`;
}

/** A command by the words that call it: `status`, `runs show`. */
interface Node {
  readonly name: string;
  readonly calls: readonly string[];
  readonly definition: CommandDefinition;
}

function nodes(definitions: readonly CommandDefinition[], parent = ""): Node[] {
  return definitions.flatMap((definition) => {
    const name = `${parent} ${definition.name}`.trim();
    const calls = [definition.name, ...(definition.aliases ?? [])].map((word) => `${parent} ${word}`);
    return [{ name, calls, definition }, ...nodes(definition.subcommands ?? [], name)];
  });
}

function wordsFunction(definitions: readonly CommandDefinition[]): string[] {
  const all = nodes(definitions);
  const valued = all.flatMap(({ name, definition }) =>
    (definition.options ?? []).filter(takesValue).map((option) => ({ name, option })),
  );
  const cases = (rows: readonly (readonly [string, string])[]) =>
    rows.map(([patterns, body]) => `      ${patterns}) ${body} ;;`);
  return [
    "# Prints what the word $1 may be after the words $2…, one a line; @file for a file's name.",
    "_agentic_sdlc_words() {",
    '  local cur="$1" at="" prev="" count=0 value=0 word',
    "  shift",
    '  for word in "$@"; do',
    '    prev="$word"',
    '    if [ "$value" = 1 ]; then value=0; continue; fi',
    '    case "$at $word" in',
    ...cases(all.map(({ name, calls }) => [calls.map(quote).join("|"), `at=${quote(name)}`] as const)),
    ...cases(valued.map(({ name, option }) => [flagPatterns(name, option), "value=1"] as const)),
    '      *" -"*) ;;',
    "      *) count=$((count + 1)) ;;",
    "    esac",
    "  done",
    '  if [ "$value" = 1 ]; then',
    '    case "$at $prev" in',
    ...cases(valued.map(({ name, option }) => [flagPatterns(name, option), offer(option.complete)] as const)),
    "    esac",
    "    return 0",
    "  fi",
    '  case "$cur" in',
    "    -*)",
    '      case "$at" in',
    ...cases(
      all.map(({ name, definition }) => [quote(name), printWords(optionWords(definition))] as const),
    ).map(indent),
    ...cases([["*", printWords(["--help", "--version", "--no-color", "--debug"])]]).map(indent),
    "      esac",
    "      return 0 ;;",
    "  esac",
    '  case "$at $count" in',
    ...cases([['" 0"', printWords(definitions.map(({ name }) => name))]]),
    ...cases(all.flatMap(positionals)),
    "  esac",
    "}",
  ];
}

function positionals({ name, definition }: Node): [string, string][] {
  const own = (definition.arguments ?? []).map(({ complete }, at): [string, string] => {
    return [quote(`${name} ${at}`), offer(complete)];
  });
  const children = (definition.subcommands ?? []).map((child) => child.name);
  return children.length > 0 ? [[quote(`${name} 0`), printWords(children)], ...own] : own;
}

/** What prints the words of a kind; `:` where there is nothing to offer. */
function offer(complete: Completion | undefined): string {
  switch (complete) {
    case undefined:
      return ":";
    case "file":
      return printWords(["@file"]);
    case "story":
    case "story-or-run":
    case "run":
    case "target":
      return `agentic-sdlc __complete ${complete} 2>/dev/null`;
    case "status":
      return printWords(["backlog", "ready", "in-progress", "done"]);
    case "action":
      return printWords(["refine", "research", "plan", "implement", "review"]);
    default:
      return printWords(complete);
  }
}

function optionWords({ options = [], json }: CommandDefinition): string[] {
  const flags = options.filter(({ hidden }) => !hidden).flatMap((option) => flagsOf(option).filter(isLong));
  return [...flags, ...(json ? ["--json"] : []), "--help"];
}

function flagPatterns(name: string, option: OptionDefinition): string {
  return flagsOf(option)
    .map((flag) => quote(`${name} ${flag}`))
    .join("|");
}

function flagsOf({ flags }: OptionDefinition): string[] {
  return flags.split(/[ ,]+/).filter((word) => word.startsWith("-"));
}

/** An optional value is only taken after `=`: the next word is none. */
function takesValue({ flags }: OptionDefinition): boolean {
  return flags.includes("<");
}

const isLong = (flag: string) => flag.startsWith("--");
const indent = (line: string) => `  ${line}`;
const quote = (text: string) => `"${text}"`;
const printWords = (list: readonly string[]) => `printf '%s\\n' ${list.join(" ")}`;

const bash = `_agentic_sdlc() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" word found
  COMPREPLY=()
  found="$(_agentic_sdlc_words "$cur" "\${COMP_WORDS[@]:1:COMP_CWORD-1}")"
  if [ "$found" = "@file" ]; then
    compopt -o default 2>/dev/null
    return 0
  fi
  # Not compgen -W: it would expand what a file's name holds.
  while IFS= read -r word; do
    case "$word" in "$cur"?*|"$cur") [ -n "$word" ] && COMPREPLY+=("$word") ;; esac
  done <<<"$found"
}
complete -F _agentic_sdlc agentic-sdlc`.split("\n");

const zsh = `_agentic-sdlc() {
  local -a found
  found=("\${(@f)$(_agentic_sdlc_words "\${words[CURRENT]}" "\${(@)words[2,CURRENT-1]}")}")
  if [[ "\${found[1]}" == "@file" ]]; then
    _files
  else
    compadd -- "\${(@)found:#}"
  fi
}
if [[ "\${funcstack[1]}" == "_agentic-sdlc" ]]; then
  _agentic-sdlc "$@"
else
  compdef _agentic-sdlc agentic-sdlc
fi`.split("\n");
