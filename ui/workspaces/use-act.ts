import { useState } from "react";
import { sayFailure } from "#ui/door/say-failure.ts";

/** Does one thing at a time at the door. `failure` stays until the next try; `field` says where it belongs, when the door knows. */
export function useAct() {
  const [isAtWork, setAtWork] = useState(false);
  const [failure, setFailure] = useState<{ text: string; field?: string } | null>(null);
  const act = async (work: () => Promise<void>) => {
    if (isAtWork) return;
    setAtWork(true);
    setFailure(null);
    try {
      await work();
    } catch (error) {
      setFailure(sayFailure(error, Date.now()));
    } finally {
      setAtWork(false);
    }
  };
  return { isAtWork, failure, setFailure, act };
}
