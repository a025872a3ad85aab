/** `latchkey agent uninstall`: the system no longer starts the agent, and its files are gone. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { environment } from "#server/config.ts";
import { CommandError } from "../command-error.ts";
import { parseFlags } from "../flags.ts";
import { agentFlags, readUrl } from "./asked.ts";
import { type Attempt, requireStarter } from "./starter.ts";
import { findTokenFile, listInstalled } from "./installed-agent.ts";

export async function uninstall(argv: readonly string[]): Promise<number> {
  const env = environment();
  const starter = requireStarter(env);
  const door = readUrl(parseFlags(argv, agentFlags.slice(0, 1)), env)?.origin;
  const installed = listInstalled(starter.dir, starter.ending);
  const [agent, another] = door === undefined ? installed : installed.filter((each) => each.door === door);
  if (!agent) {
    process.stdout.write(`No agent${door === undefined ? "" : ` of ${door}`} is installed here.\n`);
    return 0;
  }
  if (another) {
    const doors = installed.map((each) => `  latchkey agent uninstall --url ${each.door}`).join("\n");
    throw new CommandError(`${installed.length} agents are installed here. Say which:\n${doors}`, 2);
  }
  const stopped = await starter.stop(agent.name);
  const files = [join(starter.dir, agent.name + starter.ending), findTokenFile(agent.door, env)];
  for (const file of files) rmSync(file, { force: true });
  starter.forget(agent.name);
  const said = [
    ...files.map((file) => `${file}: removed`),
    sayStopped(agent.name, stopped),
    "Terminals that are open here go on until they end. The door still knows the machine: remove it on Home, and its token ends too.",
  ];
  process.stdout.write(said.map((line) => `${line}\n`).join(""));
  return stopped.is === "refused" ? 1 : 0;
}

function sayStopped(name: string, stopped: Attempt): string {
  if (stopped.is === "done") return `${name} is stopped, and does not start again.`;
  return `${name} could not be stopped${stopped.is === "refused" ? ` (${stopped.why})` : " from here"}; if it runs, end it.`;
}
