import type { Scope } from "#protocol/api.ts";
import { Choice } from "#ui/design/choice.tsx";
import { grantable } from "#ui/keys/say-key.ts";

/** Everything, or some of what there is. */
export function ScopePicker({ value, onValue }: { value: readonly Scope[]; onValue: (value: readonly Scope[]) => void }) {
  const hasAll = value.includes("all");
  const toggle = (scope: Scope) => onValue(value.includes(scope) ? value.filter((each) => each !== scope) : [...value, scope]);
  return (
    <fieldset aria-label="Scopes">
      <legend className="mb-1.5 text-15 font-medium">Scopes</legend>
      <div className="rounded-control border border-edge bg-surface px-3 py-1">
        <Choice kind="checkbox" checked={hasAll} onChange={() => onValue(hasAll ? [] : ["all"])}>
          Everything you may do
        </Choice>
        {!hasAll &&
          grantable.map(({ scope, says }) => (
            <Choice key={scope} kind="checkbox" checked={value.includes(scope)} onChange={() => toggle(scope)}>
              {says}
            </Choice>
          ))}
      </div>
    </fieldset>
  );
}
