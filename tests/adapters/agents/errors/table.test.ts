import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { createAgent } from "../../../../src/adapters/agents/agents.ts";
import { tempDirOfEach } from "../../../helpers/agents/processes.ts";
import { performed, requestIn } from "../../../helpers/agents/request.ts";
import type { Row } from "./rows/row.ts";
import { rows } from "./rows/rows.ts";

const temp = tempDirOfEach();

/** How an attempt of a program ends that tells this, and nothing more. */
async function errorOf({ program, out, err = "", exit = 0, resumed }: Row) {
  const { dir } = temp;
  writeFileSync(join(dir, "out"), out.map((event) => `${JSON.stringify(event)}\n`).join(""));
  writeFileSync(join(dir, "err"), err);
  // One that is talked with answers once it is asked.
  const listen = program === "acp" ? "" : "cat > /dev/null; ";
  const script = `${listen}cat ${join(dir, "err")} >&2; cat ${join(dir, "out")}; exit ${exit}`;
  const command = ["sh", "-c", script, "sh"];
  const config = program === "acp" ? { type: program, command } : { type: program, command };
  const agent = createAgent(program, config as Parameters<typeof createAgent>[1], { root: dir, agents: {} });
  return (await performed(agent, requestIn(dir, resumed ? { sessionId: "s-1" } : {}))).result.error;
}

describe("what a program told of its service", () => {
  it.each(rows.map((row) => [`${row.program}: ${row.error} (${row.evidence})`, row] as const))(
    "%s",
    async (_, row) => {
      const error = await errorOf(row);
      expect(error).toMatchObject({ kind: row.kind });
      expect(error).not.toHaveProperty("ofSession");
      if (row.retryAfter === undefined) return;
      expect(error!.retryAfter).toBeLessThanOrEqual(row.retryAfter);
      expect(error!.retryAfter).toBeGreaterThanOrEqual(Math.max(0, row.retryAfter - 60));
    },
  );

  it("is the table of docs/agents.md, row by row", () => {
    const docs = readFileSync(new URL("../../../../docs/agents.md", import.meta.url), "utf8");
    const [, table = ""] =
      /\| program \| error \| known by \| kind \|\n\|[-|]+\n((?:\|.*\n)*)/.exec(docs) ?? [];
    const lines = rows.map(
      ({ program, error, evidence, kind }) => `| \`${program}\` | ${error} | ${evidence} | \`${kind}\` |`,
    );
    expect(table.trimEnd().split("\n")).toEqual(lines);
  });
});
