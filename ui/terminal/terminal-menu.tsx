import AArrowDown from "lucide-react/icons/a-arrow-down";
import AArrowUp from "lucide-react/icons/a-arrow-up";
import Pencil from "lucide-react/icons/pencil";
import Plus from "lucide-react/icons/plus";
import Search from "lucide-react/icons/search";
import SquareX from "lucide-react/icons/square-x";
import { IconButton } from "#ui/design/button.tsx";
import { Choice } from "#ui/design/choice.tsx";
import { SelectField } from "#ui/design/select-field.tsx";
import { Sheet } from "#ui/design/sheet.tsx";
import { Action } from "#ui/workspaces/action.tsx";
import { useTerminalSettings, type TerminalSettings } from "./settings.ts";
import { saidShortcuts } from "./shortcuts.ts";

interface TerminalMenuProps {
  open: boolean;
  name: string;
  isEnded: boolean;
  onOpenChange: (open: boolean) => void;
  onAct: (act: "rename" | "search" | "new" | "end") => void;
}

/** What can be done with the terminal that is open, and how terminals look on this device. */
export function TerminalMenu({ open, name, isEnded, onOpenChange, onAct }: TerminalMenuProps) {
  const { settings, change } = useTerminalSettings();
  return (
    <Sheet open={open} onOpenChange={onOpenChange} title={name}>
      <ul role="list" className="-mx-2.5">
        <Action icon={<Plus />} onClick={() => onAct("new")}>
          New terminal
        </Action>
        <Action icon={<Search />} onClick={() => onAct("search")}>
          Search
        </Action>
        <Action icon={<Pencil />} onClick={() => onAct("rename")}>
          Rename
        </Action>
        <Action icon={<SquareX />} isDangerous onClick={() => onAct("end")}>
          {isEnded ? "Close" : "End"}
        </Action>
      </ul>
      <div className="mt-4 grid gap-4 border-t border-line pt-4">
        <div className="flex items-center justify-between gap-4">
          <span className="font-medium" id="font-size">
            Font size
          </span>
          <div role="group" aria-labelledby="font-size" className="flex items-center gap-1">
            <IconButton
              label="Smaller"
              icon={<AArrowDown className="size-5" />}
              onClick={() => change({ fontSize: settings.fontSize - 1 })}
            />
            <span aria-live="polite" className="min-w-14 text-center font-mono text-15 tabular-nums">
              {settings.fontSize} px
            </span>
            <IconButton label="Larger" icon={<AArrowUp className="size-5" />} onClick={() => change({ fontSize: settings.fontSize + 1 })} />
          </div>
        </div>
        <div className="grid grid-cols-2 gap-3 tight:grid-cols-1">
          <SelectField
            label="Theme"
            options={themes}
            value={settings.theme}
            onChange={(event) => change({ theme: event.target.value as TerminalSettings["theme"] })}
          />
          <SelectField
            label="Font"
            options={fonts}
            value={settings.font}
            onChange={(event) => change({ font: event.target.value as TerminalSettings["font"] })}
          />
        </div>
        <Choice kind="checkbox" checked={settings.screenReader} onChange={(event) => change({ screenReader: event.target.checked })}>
          Read out by a screen reader
        </Choice>
        <p className="text-13 text-muted">Kept in this browser only.</p>
        <dl className="hidden gap-y-1.5 border-t border-line pt-4 text-13 desk:grid">
          {saidShortcuts.map(({ keys, does }) => (
            <div key={keys} className="flex justify-between gap-4">
              <dt className="text-muted">{does}</dt>
              <dd className="font-mono">{keys}</dd>
            </div>
          ))}
        </dl>
      </div>
    </Sheet>
  );
}

const themes = [
  { value: "door", label: "As the door" },
  { value: "dark", label: "Dark" },
  { value: "light", label: "Light" },
];

const fonts = [
  { value: "jetbrains", label: "JetBrains Mono" },
  { value: "system", label: "This device's" },
];
