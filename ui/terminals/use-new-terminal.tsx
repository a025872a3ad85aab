import { lazy, Suspense, useState, type ReactNode } from "react";
import { useSWRConfig } from "swr";
import type { TerminalView } from "#protocol/api.ts";
import { callApi, type ApiProblem } from "#ui/engine/api.ts";
import { useGo } from "#ui/frame/link.tsx";
import { useAct } from "#ui/workspaces/use-act.ts";

const PasswordSheet = lazy(async () => ({ default: (await import("./password-sheet.tsx")).PasswordSheet }));

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
  const { isAtWork, failure, act } = useAct();
  const { mutate } = useSWRConfig();
  const go = useGo();
  const [asked, setAsked] = useState<{ isOpen: boolean; again: () => void } | null>(null);

  const open: NewTerminal["open"] = (workspaceId, onOpened = ({ id }) => go(`/terminals/${id}`)) =>
    act(async () => {
      try {
        const { terminal } = await callApi<{ terminal: TerminalView }>(`/workspaces/${workspaceId}/terminals`, {
          method: "POST",
          body: {},
        });
        // So that its screen knows its name from the start; the list of all is asked for anew.
        await mutate<{ terminals: TerminalView[] }>("/terminals", (known) => known && { terminals: [...known.terminals, terminal] });
        onOpened(terminal);
      } catch (error) {
        if (!isPasswordNeeded(error)) throw error;
        setAsked({ isOpen: true, again: () => void open(workspaceId, onOpened) });
      }
    });
  const question = asked && (
    <Suspense>
      <PasswordSheet open={asked.isOpen} onOpenChange={(isOpen) => setAsked({ ...asked, isOpen })} onConfirmed={asked.again} />
    </Suspense>
  );
  return { isOpening: isAtWork, failure: failure?.text ?? null, open, question };
}

function isPasswordNeeded(error: unknown): boolean {
  return error instanceof Error && error.name === "ApiProblem" && (error as ApiProblem).problem.code === "password_needed";
}
