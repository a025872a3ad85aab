import Download from "lucide-react/icons/download";
import X from "lucide-react/icons/x";
import { lazy, Suspense, useState } from "react";
import { Button, IconButton } from "#ui/design/button.tsx";
import { useInstall } from "#ui/engine/install.ts";

const SafariSteps = lazy(async () => ({ default: (await import("./safari-steps.tsx")).SafariSteps }));

/**
 * The action of the home screen until the door is installed or the person said "not now", which holds for good. It comes late (Chromium
 * tells after a while that it can install), so it must float or stand where there is room: see the place of a screen's action.
 */
export function InstallOffer() {
  const { kind, installed, dismissed, dismiss, prompt } = useInstall();
  const [isAsking, setAsking] = useState(false);
  const [isShowing, setShowing] = useState<boolean | null>(null);
  if (installed || dismissed || kind === "none") return null;
  const install = async () => {
    if (kind !== "prompt") return setShowing(true);
    setAsking(true);
    await prompt().finally(() => setAsking(false));
  };
  return (
    <section
      aria-label="Install"
      className="flex items-center gap-2 rounded-card bg-raised py-2 pr-1 pl-4 tight:flex-wrap desk:bg-transparent desk:p-0"
    >
      <p className="min-w-0 flex-1 desk:hidden">
        <span className="block font-medium">{kind === "ios" ? "Put it on your home screen" : "Install it as an app"}</span>
        <span className="block text-13 text-muted">It opens signed in, after any restart.</span>
      </p>
      <Button kind="primary" pending={isAsking} icon={<Download className="size-4" />} onClick={() => void install()}>
        {kind === "prompt" ? "Install" : "Show how"}
      </Button>
      <IconButton label="Not now" icon={<X className="size-5" />} onClick={dismiss} />
      {isShowing !== null && kind !== "prompt" && (
        <Suspense>
          <SafariSteps kind={kind} open={isShowing} onOpenChange={setShowing} />
        </Suspense>
      )}
    </section>
  );
}
