import { Sheet } from "#ui/design/sheet.tsx";
import { PasswordForm } from "./password-form.tsx";

interface PasswordSheetProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onConfirmed: () => void;
}

/** Asks for the password before terminals, where the door is set to. */
export function PasswordSheet({ open, onOpenChange, onConfirmed }: PasswordSheetProps) {
  return (
    <Sheet open={open} onOpenChange={onOpenChange} title="Is it you?" note="No terminal was used on this device for a while.">
      <PasswordForm
        onConfirmed={() => {
          onOpenChange(false);
          onConfirmed();
        }}
      />
    </Sheet>
  );
}
