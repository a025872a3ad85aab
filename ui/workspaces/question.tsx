import type { ReactNode } from "react";
import { Button } from "#ui/design/button.tsx";
import { Note } from "#ui/design/note.tsx";
import { useAct } from "./use-act.tsx";

interface QuestionProps {
  /** What it leads to. */
  children: ReactNode;
  /** The button that does it, by its name. */
  act: string;
  /** The button that leaves it as it is. */
  keep: string;
  isDangerous?: boolean;
  onAct: () => Promise<void>;
  onKeep: () => void;
}

/** Asks before something is done that cannot be taken back, in a sheet. */
export function Question({ children, act: name, keep, isDangerous = false, onAct, onKeep }: QuestionProps) {
  const { isAtWork, failure, act, question } = useAct();
  return (
    <>
      <p className="-mt-3 text-muted">{children}</p>
      {failure && (
        <Note role="alert" tone="bad" className="mt-4">
          {failure.text}
        </Note>
      )}
      <div className="mt-6 flex flex-col-reverse gap-2.5 desk:flex-row desk:justify-end">
        <Button onClick={onKeep}>{keep}</Button>
        <Button kind={isDangerous ? "danger-primary" : "primary"} pending={isAtWork} onClick={() => void act(onAct)}>
          {name}
        </Button>
      </div>
      {question}
    </>
  );
}
