import Download from "lucide-react/icons/download";
import X from "lucide-react/icons/x";
import { useState } from "react";
import { Button, IconButton } from "#ui/design/button.tsx";
import { useInstall } from "#ui/engine/install.ts";
import { SafariSteps } from "./safari-steps.tsx";

/** Offers to install, once and quietly: not in the installed app, not where it cannot be done, and never again after "not now". */
export function InstallCard() {
  const { kind, installed, dismissed, dismiss, prompt } = useInstall();
  const [isAsking, setAsking] = useState(false);
  if (installed || dismissed || kind === "none") return null;
  const install = async () => {
    setAsking(true);
    await prompt().finally(() => setAsking(false));
  };
  return (
    <section aria-labelledby="install-title" className="arrive mt-4 rounded-card border border-line bg-surface p-5">
      <div className="flex items-start gap-4">
        <div className="min-w-0 flex-1">
          <h2 id="install-title" className="text-17 font-semibold">
            {kind === "ios" ? "Put it on your home screen" : "Install it as an app"}
          </h2>
          <p className="mt-0.5 text-muted">A window of its own, one tap away, and it opens signed in after any restart.</p>
        </div>
        <IconButton label="Not now" icon={<X className="size-5" />} onClick={dismiss} className="-mt-2 -mr-2" />
      </div>
      {kind === "prompt" ? (
        <Button
          kind="primary"
          icon={<Download className="size-4" />}
          pending={isAsking}
          onClick={() => void install()}
          className="mt-4 w-full desk:w-auto"
        >
          Install
        </Button>
      ) : (
        <SafariSteps kind={kind} />
      )}
    </section>
  );
}
