import Eye from "lucide-react/icons/eye";
import KeyRound from "lucide-react/icons/key-round";
import ShieldAlert from "lucide-react/icons/shield-alert";
import ShieldCheck from "lucide-react/icons/shield-check";
import ShieldOff from "lucide-react/icons/shield-off";
import SquareTerminal from "lucide-react/icons/square-terminal";
import SquareX from "lucide-react/icons/square-x";
import Users from "lucide-react/icons/users";
import type { ActivityKind, ActivityView } from "#protocol/api.ts";
import { Row } from "#ui/design/list.tsx";
import { RelativeTime } from "#ui/time/relative-time.tsx";
import { sayClock } from "#ui/time/say-time.ts";
import { AgentActs } from "./agent-acts.tsx";
import { sayActivity } from "./say-activity.ts";

const signs: Record<ActivityKind, typeof Eye> = {
  terminal_opened: SquareTerminal,
  terminal_attached: Eye,
  terminal_ended: SquareX,
  admin_terminals_on: ShieldCheck,
  admin_terminals_off: ShieldOff,
  max_sharing_set: Users,
  agent_refused: ShieldAlert,
  agent_moved: ShieldAlert,
  agent_confirmed: ShieldCheck,
  agent_token_ended: KeyRound,
};

interface ActivityRowProps {
  entry: ActivityView;
  /** Where it was, when that is not said already. */
  place: string | null;
  /** By the clock: its day is said above it. */
  isEarlier: boolean;
}

/** Something that was done: what, by whom, with what, where and when. */
export function ActivityRow({ entry, place, isEarlier }: ActivityRowProps) {
  const Sign = signs[entry.kind];
  return (
    <li>
      <Row
        icon={<Sign aria-hidden="true" />}
        title={<bdi className="wrap-anywhere">{sayActivity(entry)}</bdi>}
        end={
          <span className="text-13 whitespace-nowrap text-muted">
            <RelativeTime at={entry.at} past>
              {isEarlier ? sayClock(Date.parse(entry.at)) : undefined}
            </RelativeTime>
          </span>
        }
      >
        <span className="flex flex-wrap gap-x-3">
          {[entry.who, entry.device]
            .filter((fact) => fact !== "")
            .concat(place ?? [])
            .map((fact, index) => (
              <bdi key={index} className="wrap-anywhere">
                {fact}
              </bdi>
            ))}
        </span>
        {(entry.kind === "agent_refused" || entry.kind === "agent_moved") && <AgentActs entry={entry} />}
      </Row>
    </li>
  );
}
