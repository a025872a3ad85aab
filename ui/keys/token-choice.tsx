import type { KeysView } from "#protocol/api.ts";
import { Choice } from "#ui/design/choice.tsx";
import { RelativeTime } from "#ui/time/relative-time.tsx";
import { listEndable, type Endable } from "./endable.ts";

interface TokenChoiceProps {
  /** Undefined while nobody has said what there is. */
  keys: KeysView | undefined;
  ticked: ReadonlySet<string>;
  onTicked: (ticked: ReadonlySet<string>) => void;
}

/** Which tokens end along with something else: those of programs, and of machines and regional proxies, which need another command then. */
export function TokenChoice({ keys, ticked, onTicked }: TokenChoiceProps) {
  const all = keys ? listEndable(keys) : [];
  if (all.length === 0) return null;
  const toggle = (id: string) => {
    const next = new Set(ticked);
    if (!next.delete(id)) next.add(id);
    onTicked(next);
  };
  return (
    <fieldset>
      <legend className="mb-1.5 text-15 font-medium text-text">End these tokens as well</legend>
      <div className="max-h-64 overflow-y-auto rounded-control border border-edge bg-surface px-3 py-1 text-text">
        {all.map((each) => (
          <Choice key={each.id} kind="checkbox" checked={ticked.has(each.id)} onChange={() => toggle(each.id)}>
            <span className="block">{each.name}</span>
            <EndableFacts {...each} />
          </Choice>
        ))}
      </div>
    </fieldset>
  );
}

function EndableFacts({ kind, usedAt }: Endable) {
  return (
    <span className="block text-13 text-muted">
      {usedAt === null ? (
        "Not used yet"
      ) : (
        <>
          Used <RelativeTime past at={usedAt} />
        </>
      )}
      {kind !== "token" && `. ${kind === "agent" ? "Its machine" : "It"} is offline then, until it runs with another command.`}
    </span>
  );
}
