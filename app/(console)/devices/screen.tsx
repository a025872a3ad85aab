"use client";
import MonitorSmartphone from "lucide-react/icons/monitor-smartphone";
import { lazy, Suspense, useState } from "react";
import type { KeysView } from "#protocol/api.ts";
import { Button } from "#ui/design/button.tsx";
import { EmptyState } from "#ui/design/empty-state.tsx";
import { Section } from "#ui/design/card.tsx";
import { List } from "#ui/design/list.tsx";
import { Note } from "#ui/design/note.tsx";
import { SkeletonRows } from "#ui/design/skeleton.tsx";
import { sayFailure } from "#ui/door/say-failure.ts";
import { callApi } from "#ui/engine/api.ts";
import { useDoorData } from "#ui/engine/data.tsx";
import { Loaded } from "#ui/frame/loaded.tsx";
import { Screen } from "#ui/frame/screen.tsx";
import { Finder, matches } from "#ui/keys/finder.tsx";
import { SessionDetails } from "#ui/keys/session-row.tsx";
import { TokenChoice } from "#ui/keys/token-choice.tsx";
import { useEnding } from "#ui/keys/use-ending.ts";

const Confirm = lazy(async () => ({ default: (await import("#ui/design/confirm.tsx")).Confirm }));

export function DevicesScreen({ initial }: { initial?: KeysView }) {
  const keys = useDoorData<KeysView>("/keys", initial);
  return (
    <Screen title="Devices" lead="Every place where you are signed in." back={{ href: "/you", label: "You" }}>
      <Loaded of={keys} skeleton={<SkeletonRows rows={3} />}>
        {(known) => <Devices known={known} refresh={keys.refresh} />}
      </Loaded>
    </Screen>
  );
}

function Devices({ known, refresh }: { known: KeysView; refresh: () => Promise<void> }) {
  const sessions = known.keys.filter((key) => key.kind === "session");
  const { failure, isEnding, end } = useEnding(refresh);
  const [sought, setSought] = useState("");
  const current = sessions.filter((session) => session.current);
  const others = sessions.filter((session) => !session.current);
  const found = others.filter((session) => matches(sought, session.name, session.ip, session.userAgent));

  return (
    <>
      {current.length > 0 && (
        <List label="This device">
          {current.map((session) => (
            <SessionDetails key={session.id} session={session} />
          ))}
        </List>
      )}
      {others.length === 0 ? (
        <div className="mt-6">
          <EmptyState icon={<MonitorSmartphone />} title="No other devices">
            Sign in on your phone or another computer, and it shows up here.
          </EmptyState>
        </div>
      ) : (
        <Section
          title={others.length === 1 ? "1 other device" : `${others.length} other devices`}
          aside={<EndOthers count={others.length} keys={known} refresh={refresh} />}
        >
          {failure && (
            <Note role="alert" tone="bad" className="mb-3">
              {failure}
            </Note>
          )}
          <Finder label="Find a device" count={others.length} value={sought} onValue={setSought} found={found.length} />
          {found.length > 0 && (
            <List label="Other devices">
              {found.map((session) => (
                <SessionDetails
                  key={session.id}
                  session={session}
                  end={
                    <Button
                      kind="danger-quiet"
                      pending={isEnding(session.id)}
                      aria-label={`End session on ${session.name}`}
                      onClick={() => void end(session.id, `${session.name} is signed out.`)}
                    >
                      <span>
                        End<span className="hidden desk:inline"> session</span>
                      </span>
                    </Button>
                  }
                />
              ))}
            </List>
          )}
        </Section>
      )}
    </>
  );
}

function EndOthers({ count, keys, refresh }: { count: number; keys: KeysView; refresh: () => Promise<void> }) {
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [isAsking, setAsking] = useState<boolean | null>(null);
  const act = count === 1 ? "End 1 other session" : `End ${count} other sessions`;
  const endAll = async () => {
    const tokens = ticked.size > 0 ? `&tokens=${[...ticked].join(",")}` : "";
    await callApi(`/keys?except=current${tokens}`, { method: "DELETE" });
    setTicked(new Set());
    await refresh();
  };
  return (
    <>
      <Button kind="danger" onClick={() => setAsking(true)}>
        {act}
      </Button>
      {isAsking !== null && (
        <Suspense>
          <Confirm
            open={isAsking}
            onOpenChange={setAsking}
            title={`${act}?`}
            act={act}
            onAct={endAll}
            sayWhy={(error) => sayFailure(error, Date.now()).text}
            more={<TokenChoice keys={keys} ticked={ticked} onTicked={setTicked} />}
          >
            {count === 1 ? "The other device is" : "The other devices are"} signed out within 5 seconds. This one stays signed in, and
            tokens stay valid unless you tick them.
          </Confirm>
        </Suspense>
      )}
    </>
  );
}
