import LogOut from "lucide-react/icons/log-out";
import { useState } from "react";
import { Button } from "#ui/design/button.tsx";
import { Note } from "#ui/design/note.tsx";
import { sayFailure } from "#ui/door/say-failure.ts";
import { signOut } from "#ui/engine/sign-in.ts";

/** Forgetting the session here alone would leave it open at the door, with nobody who could end it. */
const stillSignedIn = "The door cannot be reached, so you are still signed in, here and there. Sign out again when the connection is back.";

/** Ends this session here and at the door, and forgets all that this browser kept of it. */
export function SignOutButton() {
  const [isAtWork, setAtWork] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const leave = async () => {
    setAtWork(true);
    setFailure(null);
    try {
      await signOut();
    } catch (error) {
      setFailure(isUnreachable(error) ? stillSignedIn : sayFailure(error, Date.now()).text);
      setAtWork(false);
    }
  };
  return (
    <div className="grid gap-3 desk:justify-start">
      {failure && (
        <Note role="alert" tone="bad">
          {failure}
        </Note>
      )}
      <Button kind="danger" pending={isAtWork} onClick={() => void leave()} icon={<LogOut className="size-4" />}>
        Sign out
      </Button>
    </div>
  );
}

function isUnreachable(error: unknown): boolean {
  return error instanceof Error && error.name === "ApiUnreachable";
}
