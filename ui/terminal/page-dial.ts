import type { TerminalTicket } from "#protocol/api.ts";
import { callApi } from "#ui/engine/api.ts";
import { createDial, type Dial } from "./dial.ts";

/** How this page reaches a terminal: through a region, or its door. */
export function createPageDial(terminalId: string, findRegion: () => string | null): Dial {
  const path = `/terminals/${encodeURIComponent(terminalId)}`;
  return createDial({
    url: `${location.origin.replace(/^http/, "ws")}/api/v1${path}/socket`,
    findRegion,
    askTicket: (region, options) => callApi<TerminalTicket>(`${path}/tickets`, { method: "POST", body: { region }, ...options }),
  });
}
