import type { Config } from "../domain/config/config.ts";
import { makeMask, secretValues } from "../domain/text/mask.ts";
import type { Env } from "./open.ts";

/**
 * Masks secret values in texts: those of the environment, and of the variables that config gives an agent, or an agent in
 * one step; and, however short, `more`.
 */
export function maskOf(env: Env, config: Config, more: readonly string[] = []): (text: string) => string {
  const given = [...Object.values(config.agents), ...Object.values(config.actions)];
  const environments = [env, ...given.map((it) => ("env" in it ? (it.env ?? {}) : {}))];
  const known = environments.flatMap((variables) => secretValues(variables, config.secrets));
  return makeMask([...known, ...more], more);
}
