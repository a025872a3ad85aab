import ArrowDown from "lucide-react/icons/arrow-down";
import ArrowLeft from "lucide-react/icons/arrow-left";
import ArrowRight from "lucide-react/icons/arrow-right";
import ArrowUp from "lucide-react/icons/arrow-up";
import ClipboardPaste from "lucide-react/icons/clipboard-paste";
import Keyboard from "lucide-react/icons/keyboard";
import { useRef, type MouseEvent } from "react";
import { useToasts } from "#ui/design/toast.tsx";
import { useSignal } from "#ui/engine/use-signal.ts";
import { Key } from "./key.tsx";
import { tapModifier, type Held, type Modifiers } from "./keys.ts";
import { firstState } from "./pane-state.ts";
import type { Pane } from "./pane.ts";

/** The keys that glass lacks, above its keyboard. Ctrl and Alt hold for the next key; tapped twice they hold until they are tapped again. */
export function KeyBar({ pane }: { pane: Pane }) {
  const { modifiers, link } = useSignal(pane.state, firstState);
  const { say } = useToasts();
  const tapped = useRef({ ctrl: 0, alt: 0 });
  const { terminal } = pane.emulator;

  const tap = (which: keyof Modifiers, at: number) => {
    pane.hold({ ...modifiers, [which]: tapModifier(modifiers[which], at - tapped.current[which]) });
    tapped.current[which] = at;
  };
  const paste = async () => {
    const text = await navigator.clipboard?.readText().catch(() => null);
    if (text) pane.paste(text);
    else
      say(
        text === "" ? "The clipboard is empty." : "The browser does not let this page paste. Hold the screen's keyboard to paste from it.",
      );
  };
  const toggleKeyboard = () => (document.activeElement === terminal.textarea ? terminal.blur() : terminal.focus());
  const keep = (event: MouseEvent) => event.preventDefault(); // the focus, and with it the keyboard, stays where it is
  // There is nothing to press them for.
  if (link === "gone" || link === "ended" || link === "locked") return null;
  return (
    <div role="toolbar" aria-label="Keys" className="key-bar" onMouseDown={keep}>
      <Key label="Esc" onPress={() => pane.press("\x1b")}>
        Esc
      </Key>
      {["|", "/", "-", "~"].map((sign) => (
        <Key key={sign} label={{ "|": "Pipe", "/": "Slash", "-": "Minus", "~": "Tilde" }[sign] ?? sign} onPress={() => pane.press(sign)}>
          {sign}
        </Key>
      ))}
      <Key label="Up" repeats onPress={() => pane.pressArrow("up")}>
        <ArrowUp />
      </Key>
      <Key label="Paste" atEnd onPress={() => void paste()}>
        <ClipboardPaste />
      </Key>
      <Key label="Tab" onPress={() => pane.press("\t")}>
        Tab
      </Key>
      <Key {...sayHeld("Ctrl", modifiers.ctrl)} onPress={(at) => tap("ctrl", at)}>
        Ctrl
      </Key>
      <Key {...sayHeld("Alt", modifiers.alt)} onPress={(at) => tap("alt", at)}>
        Alt
      </Key>
      <Key label="Keyboard" atEnd onPress={toggleKeyboard}>
        <Keyboard />
      </Key>
      <Key label="Left" repeats onPress={() => pane.pressArrow("left")}>
        <ArrowLeft />
      </Key>
      <Key label="Down" repeats onPress={() => pane.pressArrow("down")}>
        <ArrowDown />
      </Key>
      <Key label="Right" repeats onPress={() => pane.pressArrow("right")}>
        <ArrowRight />
      </Key>
    </div>
  );
}

function sayHeld(label: string, held: Held) {
  return { label: held === "locked" ? `${label}, locked` : label, held };
}
