import Check from "lucide-react/icons/check";
import Copy from "lucide-react/icons/copy";
import { useEffect, useState } from "react";
import { Button, type ButtonKind } from "./button.tsx";

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

/** Over plain http from another machine there is no clipboard API; the old way still works there. */
async function writeClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

function copyBySelection(text: string): boolean {
  const focused = document.activeElement;
  const area = document.createElement("textarea");
  area.value = text;
  area.readOnly = true;
  area.style.cssText = "position:fixed;inset:0 auto auto 0;opacity:0;font-size:16px";
  // Inside of a dialog: what is outside of it cannot take the focus.
  (focused?.closest("[role=dialog],[role=alertdialog]") ?? document.body).append(area);
  area.select();
  const isCopied = document.execCommand("copy");
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return isCopied;
}
