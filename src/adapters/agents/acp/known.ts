/** What was measured of particular ACP agents, and the protocol does not tell. Others are taken at their word. */

/** As the agent names itself in its response to `initialize`. */
export interface AgentInfo {
  readonly name: string;
  readonly version: string;
}

/** The tokens it gives are the last step's of a turn, which is nobody's usage (opencode 1.18). */
export const countsLastStep = ({ name }: AgentInfo): boolean => /^opencode$/i.test(name);

/** A turn without usage is one whose call to the model failed: the service's error is all it says (codex-acp 2.6). */
export const failsWithoutUsage = ({ name }: AgentInfo): boolean => /\bcodex-acp$/i.test(name);

/**
 * Its cost is each process's own, though the protocol has it the session's: claude-agent-acp 0.49, and it was so before.
 * 0.100 counts on.
 */
export function countsEachProcess({ name, version }: AgentInfo): boolean {
  if (!/\bclaude-(agent|code)-acp$/i.test(name)) return false;
  const [, major = "0", minor = "0"] = /^(\d+)\.(\d+)/.exec(version) ?? [];
  return Number(major) === 0 && Number(minor) <= 49;
}

/** Added where the access is to read: opencode asks for nothing in any of its modes, but heeds this. */
export const readOnlyEnv = { OPENCODE_PERMISSION: '{"edit":"deny","bash":"deny"}' };

/**
 * For those that drive Claude Code, where nobody says otherwise; others do not heed it. Without it a refused call is tried
 * ten times in silence (claude-agent-acp 0.100), and a background job keeps the turn from ending.
 */
export const quickToTell = { CLAUDE_CODE_MAX_RETRIES: "4", CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: "1" };
