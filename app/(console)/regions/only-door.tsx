import Globe from "lucide-react/icons/globe";
import { EmptyState } from "#ui/design/empty-state.tsx";

/** There is no other gateway: nothing to choose, and nothing amiss. */
export function OnlyDoor({ mayAdd }: { mayAdd: boolean }) {
  return (
    <EmptyState icon={<Globe />} title="Everything goes through the door">
      {mayAdd
        ? "Far from here apps answer slowly. A proxy beside your machines shortens the way: add one with a command that you run there."
        : "Your apps open straight from it. When there is a gateway nearer to your machines, you choose it here."}
    </EmptyState>
  );
}
