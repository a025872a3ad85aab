import { AlertDialog } from "@base-ui/react/alert-dialog";
import { useState, type ReactNode } from "react";
import { Button } from "./button.tsx";
import { Note } from "./note.tsx";
import { backdropLook, popupLook } from "./sheet.tsx";

interface ConfirmProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  children: ReactNode;
  /** Names the act: "End 3 sessions". */
  act: string;
  /** Does it. When it throws, the dialog stays open and says `sayWhy` of the error; else it closes. */
  onAct: () => Promise<void>;
  sayWhy: (error: unknown) => string;
  /** To choose before. */
  more?: ReactNode;
}

/** Asks before something that cannot be undone. Import it lazily. */
export function Confirm({ open, onOpenChange, title, children, act, onAct, sayWhy, more }: ConfirmProps) {
  const [isAtWork, setAtWork] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const run = async () => {
    setAtWork(true);
    setFailure(null);
    try {
      await onAct();
      onOpenChange(false);
    } catch (error) {
      setFailure(sayWhy(error));
    } finally {
      setAtWork(false);
    }
  };
  return (
    <AlertDialog.Root open={open} onOpenChange={onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={backdropLook} />
        <AlertDialog.Popup className={popupLook}>
          <AlertDialog.Title className="text-17 font-semibold">{title}</AlertDialog.Title>
          <AlertDialog.Description className="mt-1.5 text-muted">{children}</AlertDialog.Description>
          {more && <div className="mt-4">{more}</div>}
          {failure && (
            <Note role="alert" tone="bad" className="mt-4">
              {failure}
            </Note>
          )}
          <div className="mt-6 flex flex-col-reverse gap-2.5 desk:flex-row desk:justify-end">
            <AlertDialog.Close render={<Button>Cancel</Button>} />
            <Button kind="danger-primary" pending={isAtWork} onClick={() => void run()}>
              {act}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
