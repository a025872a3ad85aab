import { createContext, use, useCallback, useEffect, useMemo, useState, type ReactNode } from "react";

export interface Toast {
  id: number;
  text: string;
}

interface Toasts {
  shown: readonly Toast[];
  /** Tells what has just been done. It stays for 5 s; nothing that matters later may be said here alone. */
  say(text: string): void;
}

const Context = createContext<Toasts>({ shown: [], say: () => undefined });

export function ToastProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<readonly Toast[]>([]);
  const say = useCallback((text: string) => setShown((now) => [...now.slice(-2), { id: (now.at(-1)?.id ?? 0) + 1, text }]), []);
  const oldest = shown[0]?.id;
  useEffect(() => {
    if (oldest === undefined) return;
    const timer = setTimeout(() => setShown((now) => now.filter((toast) => toast.id !== oldest)), 5_000);
    return () => clearTimeout(timer);
  }, [oldest]);
  return <Context value={useMemo(() => ({ shown, say }), [shown, say])}>{children}</Context>;
}

export function useToasts(): Toasts {
  return use(Context);
}
