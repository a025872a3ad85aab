import History from "lucide-react/icons/history";
import { useState } from "react";
import type { ActivityView } from "#protocol/api.ts";
import { Button } from "#ui/design/button.tsx";
import { Section } from "#ui/design/card.tsx";
import { EmptyState } from "#ui/design/empty-state.tsx";
import { List } from "#ui/design/list.tsx";
import { Note } from "#ui/design/note.tsx";
import { SkeletonRows } from "#ui/design/skeleton.tsx";
import { callApi } from "#ui/engine/api.ts";
import { useIsInBrowser, useNow } from "#ui/time/now.tsx";
import { useAct } from "#ui/workspaces/use-act.tsx";
import { ActivityRow } from "./activity-row.tsx";
import { byDay, joinActivity } from "./by-day.ts";

export interface ActivityPage {
  activity: ActivityView[];
  more: boolean;
}

interface ActivityListProps {
  /** Of the API, such as `/activity`. */
  path: string;
  newest: ActivityPage;
  /** What a machine is called; null where that need not be said. */
  nameOf: (workspaceId: string) => string | null;
}

/** What was done, newest first, a day at a time; what is older is asked for. Made anew for each path. */
export function ActivityList({ path, newest, nameOf }: ActivityListProps) {
  const [older, setOlder] = useState<ActivityPage | null>(null);
  const { isAtWork, failure, act } = useAct();
  const isInBrowser = useIsInBrowser();
  const now = useNow();
  const all = older ? joinActivity(newest.activity, older.activity) : newest.activity;
  const last = all.at(-1);
  if (last === undefined) {
    return (
      <EmptyState icon={<History />} title="Nothing yet">
        Who opens, looks at or ends a terminal on a machine of yours is written down here, with the device.
      </EmptyState>
    );
  }
  // Days are those of the person's own zone, which the server does not know.
  if (!isInBrowser) return <SkeletonRows />;
  const loadOlder = () =>
    act(async () => {
      const page = await callApi<ActivityPage>(`${path}?before=${encodeURIComponent(last.id)}`);
      // All of it kept: what is new pushes the end of the newest page off it.
      setOlder({ activity: joinActivity(all, page.activity), more: page.more });
    });
  return (
    <div>
      {byDay(all, now).map(({ title, activity }) => (
        <Section key={title} title={title}>
          <List label={title}>
            {activity.map((entry) => (
              <ActivityRow key={entry.id} entry={entry} place={nameOf(entry.workspaceId)} isEarlier={title !== "Today"} />
            ))}
          </List>
        </Section>
      ))}
      {failure && (
        <Note role="alert" tone="bad" className="mt-4">
          {failure.text}
        </Note>
      )}
      {(older ?? newest).more ? (
        <Button className="mt-6 w-full desk:w-auto" pending={isAtWork} onClick={() => void loadOlder()}>
          Load older
        </Button>
      ) : (
        <p className="mt-4 text-13 text-muted">Kept for 90 days.</p>
      )}
    </div>
  );
}
