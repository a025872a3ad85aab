import { lazy, Suspense, useState, type ReactNode } from "react";
import type { PasswordQuestion } from "#ui/account/password-sheet.tsx";
import { sayFailure } from "#ui/door/say-failure.ts";
import type { ApiProblem } from "#ui/engine/api.ts";

const PasswordSheet = lazy(async () => ({ default: (await import("#ui/account/password-sheet.tsx")).PasswordSheet }));

const usual: PasswordQuestion = {
  note: "This outlives your session or opens something to everybody, so the password first.",
  act: "Continue",
};

/**
 * Does one thing at a time at the server. `failure` stays until the next try; `field` says where it belongs, when the server knows. Where it wants the
 * password first, `question` asks for it and then does the same again: put it beside the form, not into it. `ask`: in which words.
 */
export function useAct(ask: PasswordQuestion = usual) {
  const [isAtWork, setAtWork] = useState(false);
  const [failure, setFailure] = useState<{ text: string; field?: string } | null>(null);
  const [asked, setAsked] = useState<{ isOpen: boolean; again: () => void } | null>(null);
  const act = async (work: () => Promise<void>) => {
    if (isAtWork) return;
    setAtWork(true);
    setFailure(null);
    try {
      await work();
    } catch (error) {
      if (isPasswordNeeded(error)) setAsked({ isOpen: true, again: () => void act(work) });
      else setFailure(sayFailure(error, Date.now()));
    } finally {
      setAtWork(false);
    }
  };
  const question: ReactNode = asked && (
    <Suspense>
      <PasswordSheet
        {...ask}
        open={asked.isOpen}
        onOpenChange={(isOpen) => setAsked((now) => now && { ...now, isOpen })}
        onConfirmed={asked.again}
      />
    </Suspense>
  );
  return { isAtWork, failure, setFailure, act, question };
}

function isPasswordNeeded(error: unknown): boolean {
  return error instanceof Error && error.name === "ApiProblem" && (error as ApiProblem).problem.code === "password_needed";
}
