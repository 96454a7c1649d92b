import { geminiAgent } from "../../../src/adapters/agents/gemini.ts";
import { agentContract, allBehaviours } from "../../contracts/agent.contract.ts";
import { fakeProgram } from "../../helpers/agents/fakes.ts";

agentContract(
  "gemini",
  allBehaviours,
  (behaviour, dir) => geminiAgent("gemini", fakeProgram("gemini", behaviour), dir),
  { costs: false, schema: false },
);
