import Dock from "lucide-react/icons/dock";
import Share from "lucide-react/icons/share";
import SquarePlus from "lucide-react/icons/square-plus";
import ToggleRight from "lucide-react/icons/toggle-right";
import type { ReactNode } from "react";
import { Sheet } from "#ui/design/sheet.tsx";

interface SafariStepsProps {
  kind: "ios" | "macos-safari";
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Safari has no prompt: the way through its own menu, each step with the sign that is looked for. */
export function SafariSteps({ kind, open, onOpenChange }: SafariStepsProps) {
  return (
    <Sheet
      open={open}
      onOpenChange={onOpenChange}
      title={kind === "ios" ? "On your home screen" : "In your Dock"}
      note="Safari installs from its own menu. Sign in once more inside the app; from then on it stays open."
    >
      <ol role="list" className="grid gap-2.5">
        {(kind === "ios" ? iosSteps : macSteps).map(({ icon, says }, index) => (
          <li key={index} className="flex min-h-14 items-center gap-4 rounded-control border border-line bg-bg px-4 py-3">
            <span className="text-accent [&_svg]:size-6 [&_svg]:stroke-[1.75]">{icon}</span>
            <span>
              <span className="sr-only">Step {index + 1}: </span>
              {says}
            </span>
          </li>
        ))}
      </ol>
    </Sheet>
  );
}

interface Step {
  icon: ReactNode;
  says: ReactNode;
}

const iosSteps: readonly Step[] = [
  {
    icon: <Share />,
    says: (
      <>
        Tap <b>Share</b> in Safari’s bar
      </>
    ),
  },
  {
    icon: <SquarePlus />,
    says: (
      <>
        Choose <b>Add to Home Screen</b>
      </>
    ),
  },
  {
    icon: <ToggleRight />,
    says: (
      <>
        Keep <b>Open as Web App</b> on, then tap <b>Add</b>
      </>
    ),
  },
];

const macSteps: readonly Step[] = [
  {
    icon: <Share />,
    says: (
      <>
        Click <b>Share</b> in Safari’s toolbar
      </>
    ),
  },
  {
    icon: <Dock />,
    says: (
      <>
        Choose <b>Add to Dock</b>
      </>
    ),
  },
  {
    icon: <SquarePlus />,
    says: (
      <>
        Confirm with <b>Add</b>
      </>
    ),
  },
];
