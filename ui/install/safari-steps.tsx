import Dock from "lucide-react/icons/dock";
import Share from "lucide-react/icons/share";
import SquarePlus from "lucide-react/icons/square-plus";
import ToggleRight from "lucide-react/icons/toggle-right";
import type { ReactNode } from "react";

/** Safari has no prompt: the way through its own menu, each step with the sign that is looked for. */
export function SafariSteps({ kind }: { kind: "ios" | "macos-safari" }) {
  return (
    <ol role="list" className="mt-4 grid gap-3 desk:grid-cols-3">
      {(kind === "ios" ? iosSteps : macSteps).map((step, index) => (
        <li key={index} className="flex items-center gap-3 rounded-control border border-line bg-bg px-3.5 py-3">
          <span className="text-accent [&_svg]:size-6 [&_svg]:stroke-[1.75]">{step.icon}</span>
          <span>
            <span className="sr-only">Step {index + 1}: </span>
            {step.says}
          </span>
        </li>
      ))}
    </ol>
  );
}

const iosSteps: { icon: ReactNode; says: ReactNode }[] = [
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
        Keep <b>Open as Web App</b> on, then <b>Add</b>
      </>
    ),
  },
];

const macSteps: { icon: ReactNode; says: ReactNode }[] = [
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
