import type { ActivityKind, ActivityView, Sharing } from "#protocol/api.ts";
import { saySharing } from "#ui/workspaces/say-sharing.ts";

const acts: Record<ActivityKind, (subject: string) => string> = {
  terminal_opened: (subject) => `Opened ${subject || "a terminal"}`,
  terminal_attached: (subject) => `Looked at ${subject || "a terminal"}`,
  terminal_ended: (subject) => `Ended ${subject || "a terminal"}`,
  admin_terminals_on: () => "Let administrators open terminals",
  admin_terminals_off: () => "No longer lets administrators open terminals",
  agent_refused: (subject) => `A second agent was refused: ${subject}`,
  agent_moved: (subject) => `Another agent took over: ${subject}`,
  agent_confirmed: (subject) => `Said that the agent's new place is theirs: ${subject}`,
  agent_token_ended: () => "Ended the agent's token",
  max_sharing_set: (subject) => `Set what its latchkey.yaml may share: ${saySharing(subject as Sharing).toLowerCase()}`,
};

/** What was done, after the name of who did it: "Opened vim". */
export function sayActivity({ kind, subject }: Pick<ActivityView, "kind" | "subject">): string {
  return acts[kind](subject.trim());
}
