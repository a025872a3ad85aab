import type { TerminalView } from "#protocol/api.ts";
import { callApi, type ApiProblem } from "#ui/engine/api.ts";
import { Question } from "#ui/workspaces/question.tsx";
import { sayTerminal } from "./say-terminal.ts";

interface EndFormProps {
  terminal: TerminalView;
  onDone: (text: string) => Promise<void>;
  onKeep: () => void;
}

/** Asks before a terminal and what runs in it are gone. */
export function EndForm({ terminal, onDone, onKeep }: EndFormProps) {
  const name = sayTerminal(terminal);
  const end = async () => {
    await callApi(`/terminals/${terminal.id}`, { method: "DELETE" }).catch(unlessGone);
    await onDone(terminal.ended ? `${name} is closed.` : `${name} is ended.`);
  };
  return (
    <Question act={terminal.ended ? "Close" : `End ${name}`} keep="Keep" isDangerous onAct={end} onKeep={onKeep}>
      {terminal.ended
        ? "Its command has ended already. Its last screen is forgotten, and it leaves the list."
        : "What runs in it is told to stop, and its screen is forgotten."}
    </Question>
  );
}

/** Ended already, from somewhere else: that is what was wanted. */
function unlessGone(error: unknown): void {
  if (error instanceof Error && error.name === "ApiProblem" && (error as ApiProblem).problem.status === 404) return;
  throw error;
}
