import { useState } from "react";
import { useToasts } from "#ui/design/toast.tsx";
import { sayFailure } from "#ui/door/say-failure.ts";
import { callApi, type ApiProblem } from "#ui/engine/api.ts";

/** Ends keys one by one and says how it went: a toast when it did, a sentence that stays when it did not. */
export function useEnding(refresh: () => Promise<void>) {
  const { say } = useToasts();
  const [atWork, setAtWork] = useState<readonly string[]>([]);
  const [failure, setFailure] = useState<string | null>(null);

  const end = async (id: string, done: string) => {
    setAtWork((now) => [...now, id]);
    setFailure(null);
    try {
      await callApi(`/keys/${id}`, { method: "DELETE" }).catch(unlessGone);
      await refresh();
      say(done);
    } catch (error) {
      setFailure(sayFailure(error, Date.now()).text);
    } finally {
      setAtWork((now) => now.filter((each) => each !== id));
    }
  };

  return { failure, end, isEnding: (id: string) => atWork.includes(id) };
}

/** Ended already, from somewhere else: that is what was wanted. */
function unlessGone(error: unknown): void {
  if (error instanceof Error && error.name === "ApiProblem" && (error as ApiProblem).problem.status === 404) return;
  throw error;
}
