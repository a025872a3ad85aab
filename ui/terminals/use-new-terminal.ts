import { useSWRConfig } from "swr";
import type { TerminalView } from "#protocol/api.ts";
import { callApi } from "#ui/engine/api.ts";
import { useGo } from "#ui/frame/link.tsx";
import { useAct } from "#ui/workspaces/use-act.ts";

/** Opens a new terminal on a machine and goes to it, or does with it what the caller wants. */
export function useNewTerminal() {
  const { isAtWork, failure, act } = useAct();
  const { mutate } = useSWRConfig();
  const go = useGo();
  const open = (workspaceId: string, onOpened: (terminal: TerminalView) => void = ({ id }) => go(`/terminals/${id}`)) =>
    act(async () => {
      const { terminal } = await callApi<{ terminal: TerminalView }>(`/workspaces/${workspaceId}/terminals`, { method: "POST", body: {} });
      // So that its screen knows its name from the start; the list of all is asked for anew.
      await mutate<{ terminals: TerminalView[] }>("/terminals", (known) => known && { terminals: [...known.terminals, terminal] });
      onOpened(terminal);
    });
  return { isOpening: isAtWork, failure: failure?.text ?? null, open };
}
