import Check from "lucide-react/icons/check";
import Copy from "lucide-react/icons/copy";
import { useEffect, useState } from "react";
import { Button, type ButtonKind } from "./button.tsx";
import { writeClipboard } from "./clipboard.ts";

interface CopyButtonProps {
  /** What is copied, or what gives it when asked. */
  text: string | (() => string);
  label?: string;
  kind?: ButtonKind;
  className?: string;
}

/** Says "Copied" for two seconds, in the same place and width. */
export function CopyButton({ text, label = "Copy", kind, className }: CopyButtonProps) {
  const [state, setState] = useState<"idle" | "copied" | "failed">("idle");
  useEffect(() => {
    if (state === "idle") return;
    const timer = setTimeout(() => setState("idle"), 2_000);
    return () => clearTimeout(timer);
  }, [state]);

  const copy = async () => setState((await writeClipboard(typeof text === "string" ? text : text())) ? "copied" : "failed");
  return (
    <>
      <Button
        kind={kind}
        className={className}
        onClick={() => void copy()}
        icon={state === "copied" ? <Check className="size-4" /> : <Copy className="size-4" />}
      >
        {label}
      </Button>
      <span aria-live="polite" className="sr-only">
        {state === "copied" ? "Copied." : state === "failed" ? "Could not copy. Select the text and copy it by hand." : ""}
      </span>
    </>
  );
}
