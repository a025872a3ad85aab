import { Sheet } from "#ui/design/sheet.tsx";
import { ConfirmPasswordForm } from "./confirm-password-form.tsx";

export interface PasswordQuestion {
  /** Why it is asked for. */
  note: string;
  /** What goes on once it was right. */
  act: string;
}

interface PasswordSheetProps extends PasswordQuestion {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onConfirmed: () => void;
}

/** Asks for the password before something that the server does not do on a session alone. */
export function PasswordSheet({ open, onOpenChange, note, act, onConfirmed }: PasswordSheetProps) {
  return (
    <Sheet open={open} onOpenChange={onOpenChange} title="Is it you?" note={note}>
      <ConfirmPasswordForm
        act={act}
        onConfirmed={() => {
          onOpenChange(false);
          onConfirmed();
        }}
      />
    </Sheet>
  );
}
