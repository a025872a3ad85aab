import Globe from "lucide-react/icons/globe";
import Lock from "lucide-react/icons/lock";
import TriangleAlert from "lucide-react/icons/triangle-alert";
import Users from "lucide-react/icons/users";
import { useState, type FormEvent } from "react";
import type { PortChange, Sharing } from "#protocol/api.ts";
import { Button } from "#ui/design/button.tsx";
import { TextField } from "#ui/design/field.tsx";
import { Note } from "#ui/design/note.tsx";
import { SelectField } from "#ui/design/select-field.tsx";
import { callApi } from "#ui/engine/api.ts";
import { sayUntil } from "#ui/time/say-time.ts";
import type { Item } from "./item.ts";
import { endOf, saySharing, sharingsUpTo } from "./say-sharing.ts";
import { useAct } from "./use-act.tsx";

const levels = [
  { sharing: "owner", Sign: Lock, says: "You alone, on every device where you are signed in." },
  { sharing: "authenticated", Sign: Users, says: "Whoever can sign in at this door." },
  { sharing: "public", Sign: Globe, says: "No sign-in. Whoever has the address gets in." },
] as const;

const acts: Record<Sharing, string> = {
  owner: "Keep it to yourself",
  authenticated: "Share with everybody signed in",
  public: "Share with anybody",
};

type End = "kept" | "never" | "hour" | "today" | "week" | "date";

/** Who can open an app or a port, and until when. */
export function ShareForm({ item, onDone }: { item: Item; onDone: (text: string) => Promise<void> }) {
  const [sharing, setSharing] = useState<Sharing>(item.sharing);
  const [end, setEnd] = useState<End>(item.sharedUntil ? "kept" : "never");
  const [date, setDate] = useState("");
  const { isAtWork, failure, setFailure, act, question } = useAct();
  const allowed = sharingsUpTo(item.workspace.maxSharing);
  const name = item.app ? item.name : `Port ${item.name}`;

  const share = (event: FormEvent) => {
    event.preventDefault();
    const sharedUntil = sharing === "owner" ? null : endAt(end, item.sharedUntil, date);
    if (sharedUntil === undefined) return setFailure({ text: "Choose the day and the time when it ends.", field: "sharedUntil" });
    void act(async () => {
      const kind = item.app ? "apps" : "ports";
      const body: PortChange = { sharing, sharedUntil };
      await callApi(`/workspaces/${item.workspace.id}/${kind}/${item.id}`, { method: "PUT", body });
      await onDone(`${name}: ${saySharing(sharing).toLowerCase().replace("only you", "only you again")}.`);
    });
  };
  const dateError = failure?.field === "sharedUntil" ? failure.text : null;
  return (
    <>
      <form onSubmit={share} noValidate className="grid grid-cols-1 gap-4">
        <fieldset>
          <legend className="sr-only">Who can open it</legend>
          <div className="divide-y divide-line overflow-clip rounded-card border border-line bg-surface">
            {levels
              .filter(({ sharing: level }) => allowed.includes(level))
              .map(({ sharing: level, Sign, says }) => (
                <label
                  key={level}
                  className="flex min-h-16 items-center gap-3.5 px-4 py-3 has-checked:bg-[color-mix(in_oklab,transparent_92%,var(--accent))]"
                >
                  <Sign aria-hidden="true" className="size-5 shrink-0 text-muted tight:hidden" />
                  <span className="min-w-0 flex-1">
                    <span className="block font-medium">{saySharing(level)}</span>
                    <span className="block text-13 text-muted">{says}</span>
                  </span>
                  <input
                    type="radio"
                    name="sharing"
                    value={level}
                    checked={sharing === level}
                    onChange={() => setSharing(level)}
                    className="size-4.5 shrink-0 accent-accent"
                  />
                </label>
              ))}
          </div>
        </fieldset>
        {item.workspace.maxSharing && <p className="-mt-1 text-13 text-muted">This server does not let anybody share more than that.</p>}
        {sharing !== "owner" && (
          <SelectField
            label="Ends"
            options={endsFor(item.sharedUntil)}
            value={end}
            onChange={(event) => setEnd(event.target.value as End)}
            error={end === "date" ? null : dateError}
          />
        )}
        {sharing !== "owner" && end === "date" && (
          <TextField
            label="Day and time"
            type="datetime-local"
            value={date}
            min={localMinute(Date.now())}
            onChange={(event) => setDate(event.target.value)}
            error={dateError}
          />
        )}
        {sharing === "public" && (
          <Note tone="warn" icon={<TriangleAlert />}>
            Nobody is asked who they are. What this app lets its visitors do, anybody on the network can do.
          </Note>
        )}
        {failure && !dateError && (
          <Note role="alert" tone="bad">
            {failure.text}
          </Note>
        )}
        <Button type="submit" kind="primary" pending={isAtWork} className="mt-1 w-full">
          {acts[sharing]}
        </Button>
      </form>
      {question}
    </>
  );
}

function endsFor(sharedUntil: string | null): { value: End; label: string }[] {
  return [
    ...(sharedUntil ? [{ value: "kept" as const, label: `As it is: ${sayUntil(Date.parse(sharedUntil), Date.now())}` }] : []),
    { value: "never", label: "Not by itself" },
    { value: "hour", label: "In 1 hour" },
    { value: "today", label: "At the end of today" },
    { value: "week", label: "In a week" },
    { value: "date", label: "On a day of my choice" },
  ];
}

/** ISO 8601, null for no end; undefined when no day was chosen. */
function endAt(end: End, before: string | null, date: string): string | null | undefined {
  if (end === "kept") return before;
  if (end !== "date") return endOf(end, Date.now());
  const at = Date.parse(date);
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}

/** As a field for a local time wants it: 2026-11-21T14:02. */
function localMinute(at: number): string {
  return new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
