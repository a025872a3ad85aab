import { TextField } from "#ui/design/field.tsx";

/** A list that fits on a screen needs no search. */
const needsFinderFrom = 12;

interface FinderProps {
  label: string;
  /** Of the whole list. */
  count: number;
  /** Of what matches. */
  found: number;
  value: string;
  onValue: (value: string) => void;
}

/** Narrows a long list by a few letters. */
export function Finder({ label, count, found, value, onValue }: FinderProps) {
  if (count < needsFinderFrom) return null;
  return (
    <div className="mb-4" role="search">
      <TextField
        label={label}
        type="search"
        autoComplete="off"
        value={value}
        onChange={(event) => onValue(event.target.value)}
        aside={
          <span aria-live="polite" className="text-13 text-muted">
            {value && (found === 0 ? "None matches" : `${found} of ${count}`)}
          </span>
        }
      />
    </div>
  );
}

/** Whether each word of `sought` is somewhere in the texts. */
export function matches(sought: string, ...texts: string[]): boolean {
  const all = texts.join(" ").toLowerCase();
  return sought
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}
