import { appIcons } from "./app-icon.tsx";

/** One of the icons, or an emoji of one's own. `value` null: what suits the app's name. */
export function IconPicker({ value, onValue }: { value: string | null; onValue: (value: string | null) => void }) {
  const isNamed = value !== null && value in appIcons;
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium">Icon</legend>
      <div className="grid grid-cols-[repeat(auto-fill,minmax(2.75rem,1fr))] gap-1.5">
        {Object.entries(appIcons).map(([name, { says, Icon }]) => (
          <label
            key={name}
            className="flex h-11 items-center justify-center rounded-control border border-transparent text-muted transition-colors hover:bg-[color-mix(in_oklab,transparent_95%,var(--text))] has-checked:border-accent has-checked:text-text has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input type="radio" name="icon" className="sr-only" aria-label={says} checked={value === name} onChange={() => onValue(name)} />
            <Icon className="size-5" />
          </label>
        ))}
        <input
          aria-label="Emoji"
          placeholder="🙂"
          autoComplete="off"
          maxLength={16}
          value={isNamed ? "" : (value ?? "")}
          onChange={(event) => onValue(event.target.value.trim() || null)}
          className="control h-11 min-h-11! px-0! text-center placeholder:opacity-45"
        />
      </div>
    </fieldset>
  );
}
