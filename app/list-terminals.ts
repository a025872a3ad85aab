import type { TerminalView } from "#protocol/api.ts";
import type { Runtime } from "#server/runtime.ts";
import type { UserRow } from "#server/store.ts";
import { presentTerminal } from "./present-terminal.ts";

/** Every terminal that a person may open, of machines that are connected now. */
export async function listTerminals({ apps }: Pick<Runtime, "apps">, user: UserRow): Promise<TerminalView[]> {
  return (await apps.workspaces.terminals.listAll(user)).map(presentTerminal);
}
