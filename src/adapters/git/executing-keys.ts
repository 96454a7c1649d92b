/** Settings of git through which it runs a program, looks elsewhere for one, or reads more settings. */
const executing: readonly RegExp[] = [
  /^core\.(hookspath|fsmonitor|sshcommand|pager|editor|askpass|gitproxy|worktree|attributesfile|alternaterefscommand)$/,
  /^(alias|filter|credential|difftool|mergetool|gpg|url|protocol|pager|browser|man|hook|lfs|tar|trailer)\./,
  /^(include|includeif|extensions|uploadpack|guitool|sendemail|instaweb|imap|init\.templatedir|help)(\.|$)/,
  /^diff\.(external|.*\.(command|textconv))$/,
  /^merge\..*\.driver$/,
  /^remote\..*\.(uploadpack|receivepack|vcs|proxy)$/,
  /^submodule\..*\.update$/,
  /^(sequence\.editor|interactive\.difffilter|web\.browser)$/,
];

/** Whether a setting, named as `git config --list` names it, makes git run something. */
export function isExecutingKey(key: string): boolean {
  return executing.some((pattern) => pattern.test(key));
}
