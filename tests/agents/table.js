/** Prints what came of each check for each program, as the table of docs/agents.md. */
export default class Table {
  onRunComplete(_contexts, { testResults }) {
    const all = testResults.flatMap(({ testResults: tests }) => tests);
    const programs = [...new Set(all.map(({ ancestorTitles }) => ancestorTitles[0]))];
    const checks = [...new Set(all.map(({ title }) => title))];
    const cell = (program, check) => {
      const test = all.find(({ ancestorTitles, title }) => ancestorTitles[0] === program && title === check);
      if (!test || test.status === "pending") return "–";
      return `${test.status === "passed" ? "✓" : "✗"} ${(test.duration / 1000).toFixed(1)} s`;
    };
    const date = new Date().toISOString().slice(0, 10);
    const rows = [
      [`${date}, Node ${process.versions.node}`, ...programs],
      ["---", ...programs.map(() => "---")],
      ...checks.map((check) => [check, ...programs.map((program) => cell(program, check))]),
    ];
    process.stdout.write(`\n${rows.map((row) => `| ${row.join(" | ")} |`).join("\n")}\n`);
  }
}
