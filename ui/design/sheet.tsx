import { Dialog } from "@base-ui/react/dialog";
import X from "lucide-react/icons/x";
import type { ReactNode } from "react";
import { IconButton } from "./button.tsx";

interface SheetProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** After it has gone: the moment to forget what was in it. */
  onClosed?: () => void;
  title: string;
  note?: ReactNode;
  children: ReactNode;
}

/** A sheet from the bottom on a phone, a dialog in the middle on a desktop. Import it lazily: nobody needs it for the first paint. */
export function Sheet({ open, onOpenChange, onClosed, title, note, children }: SheetProps) {
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange} onOpenChangeComplete={(isOpen) => !isOpen && onClosed?.()}>
      <Dialog.Portal>
        <Dialog.Backdrop className={backdropLook} />
        <Dialog.Popup className={popupLook}>
          <div className="flex items-start justify-between gap-4">
            <Dialog.Title className="pt-1.5 text-22 font-semibold tracking-tight">{title}</Dialog.Title>
            <Dialog.Close render={<IconButton label="Close" icon={<X className="size-5" />} className="-mr-2" />} />
          </div>
          {note && <Dialog.Description className="mt-1 text-muted">{note}</Dialog.Description>}
          <div className="mt-5">{children}</div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

export const backdropLook =
  "fixed inset-0 z-40 min-h-dvh bg-shade transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0 supports-[-webkit-touch-callout:none]:absolute";

/** On a phone it comes up from the thumb's edge; on a desktop it grows a little in place. */
export const popupLook = [
  "fixed z-50 max-h-[min(92dvh,46rem)] overflow-y-auto overscroll-contain bg-raised text-text shadow-float outline-none",
  "inset-x-0 bottom-0 rounded-t-sheet px-5 pt-4 pb-[calc(1.25rem+var(--safe-bottom))] transition-[translate,opacity,scale] duration-180 ease-out",
  "data-starting-style:translate-y-full data-ending-style:translate-y-full",
  "desk:inset-x-auto desk:bottom-auto desk:top-1/2 desk:left-1/2 desk:w-[28rem] desk:max-w-[calc(100vw-3rem)] desk:-translate-x-1/2 desk:-translate-y-1/2 desk:rounded-sheet desk:p-6",
  "desk:data-starting-style:-translate-y-1/2 desk:data-starting-style:scale-[0.98] desk:data-starting-style:opacity-0",
  "desk:data-ending-style:-translate-y-1/2 desk:data-ending-style:scale-[0.98] desk:data-ending-style:opacity-0",
].join(" ");
