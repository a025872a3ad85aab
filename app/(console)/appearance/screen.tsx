"use client";
import { useAppearance } from "#ui/engine/appearance.ts";
import { Screen } from "#ui/frame/screen.tsx";
import { useIsInBrowser } from "#ui/time/now.tsx";
import { ThemePicture } from "./theme-picture.tsx";

const themes = [
  { value: "system", label: "System", says: "Follows this device" },
  { value: "light", label: "Light", says: "Ink on paper" },
  { value: "dark", label: "Dark", says: "Paper on ink" },
] as const;

export function AppearanceScreen() {
  const { theme, setTheme } = useAppearance();
  const isInBrowser = useIsInBrowser();
  return (
    <Screen title="Appearance" lead="Kept in this browser only." back={{ href: "/you", label: "You" }}>
      <fieldset>
        <legend className="sr-only">Theme</legend>
        <div className="grid grid-cols-3 gap-3 tight:grid-cols-1 desk:max-w-[36rem] desk:gap-4">
          {themes.map(({ value, label, says }) => (
            <label
              key={value}
              className="group grid content-start gap-2.5 rounded-card border border-line bg-surface p-2 transition-colors hover:border-edge has-checked:border-accent has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent desk:p-2.5"
            >
              <ThemePicture theme={value} />
              <span className="flex items-start gap-2 px-1 pb-1">
                <input
                  type="radio"
                  name="theme"
                  aria-label={label}
                  checked={isInBrowser && theme === value}
                  onChange={() => setTheme(value)}
                  className="mt-0.75 size-4 shrink-0 accent-accent outline-none"
                />
                <span>
                  <span className="block font-medium">{label}</span>
                  <span className="hidden text-13 text-muted desk:block">{says}</span>
                </span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
    </Screen>
  );
}
