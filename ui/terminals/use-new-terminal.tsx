import type { ReactNode } from "react";
import { useSWRConfig } from "swr";
import type { TerminalView } from "#protocol/api.ts";
import { callApi } from "#ui/engine/api.ts";
import { useGo } from "#ui/frame/link.tsx";
import { useAct } from "#ui/workspaces/use-act.tsx";

const ask = { note: "No terminal was used on this device for a while.", act: "Open the terminal" };

interface NewTerminal {
  isOpening: boolean;
  /** Why it did not open; stays until the next try. */
  failure: string | null;
  /** Opens a terminal on a machine and goes to it, or does with it what the caller wants. */
  open(workspaceId: string, onOpened?: (terminal: TerminalView) => void): Promise<void>;
  /** To be put anywhere on the screen: asks for the password, where the door wants it first. */
  question: ReactNode;
}

/** Opens new terminals. */
export function useNewTerminal(): NewTerminal {
  const { isAtWork, failure, act, question } = useAct(ask);
  const { mutate } = useSWRConfig();
  const go = useGo();
  const open: NewTerminal["open"] = (workspaceId, onOpened = ({ id }) => go(`/terminals/${id}`)) =>
    act(async () => {
      const { terminal } = await callApi<{ terminal: TerminalView }>(`/workspaces/${workspaceId}/terminals`, { method: "POST", body: {} });
      // So that its screen knows its name from the start; the list of all is asked for anew.
      await mutate<{ terminals: TerminalView[] }>("/terminals", (known) => known && { terminals: [...known.terminals, terminal] });
      onOpened(terminal);
    });
  return { isOpening: isAtWork, failure: failure?.text ?? null, open, question };
}
