"use client";
import KeyRound from "lucide-react/icons/key-round";
import Plus from "lucide-react/icons/plus";
import { lazy, Suspense, useState } from "react";
import type { KeyView, KeysView } from "#protocol/api.ts";
import { Button } from "#ui/design/button.tsx";
import { Section } from "#ui/design/card.tsx";
import { EmptyState } from "#ui/design/empty-state.tsx";
import { List } from "#ui/design/list.tsx";
import { Note } from "#ui/design/note.tsx";
import { SkeletonRows } from "#ui/design/skeleton.tsx";
import { useDoorData } from "#ui/engine/data.tsx";
import { Loaded } from "#ui/frame/loaded.tsx";
import { Screen } from "#ui/frame/screen.tsx";
import { Finder, matches } from "#ui/keys/finder.tsx";
import { isAgents, underParents } from "#ui/keys/say-key.ts";
import { useEnding } from "#ui/keys/use-ending.ts";
import { TokenRow } from "./token-row.tsx";

const loadNewToken = () => import("./new-token.tsx");
const NewToken = lazy(async () => ({ default: (await loadNewToken()).NewToken }));

/** Of a server that has not said how long tokens may live. */
const usualMaxSeconds = 90 * 86_400;

export function TokensScreen({ initial }: { initial?: KeysView }) {
  const keys = useDoorData<KeysView>("/keys", initial);
  const [isMaking, setMaking] = useState<boolean | null>(null);
  return (
    <Screen
      title="Tokens"
      lead="Keys for scripts, agents and the command line. Each lives as long as you say and never longer."
      back={{ href: "/you", label: "You" }}
      action={
        <Button
          kind="primary"
          icon={<Plus className="size-4" />}
          onClick={() => setMaking(true)}
          onPointerEnter={() => void loadNewToken()}
        >
          New token
        </Button>
      }
    >
      <Loaded of={keys} skeleton={<SkeletonRows rows={2} />}>
        {(known) => <Tokens tokens={known.keys.filter((key) => key.kind === "token")} refresh={keys.refresh} />}
      </Loaded>
      {isMaking !== null && (
        <Suspense>
          <NewToken
            open={isMaking}
            onOpenChange={setMaking}
            onMade={keys.refresh}
            maxSeconds={keys.data?.maxTokenLifetimeSeconds ?? usualMaxSeconds}
          />
        </Suspense>
      )}
    </Screen>
  );
}

function Tokens({ tokens, refresh }: { tokens: KeyView[]; refresh: () => Promise<void> }) {
  const { failure, isEnding, end } = useEnding(refresh);
  const [sought, setSought] = useState("");
  const own = underParents(tokens.filter((token) => !isAgents(token)));
  const agents = tokens.filter(isAgents);
  const found = own.filter(({ token }) => matches(sought, token.name, token.id, token.scopes.join(" ")));
  if (tokens.length === 0) {
    return (
      <EmptyState icon={<KeyRound />} title="No tokens">
        A token lets a program use this door without your password. You can revoke it here at any time.
      </EmptyState>
    );
  }
  return (
    <>
      {failure && (
        <Note role="alert" tone="bad" className="mb-3">
          {failure}
        </Note>
      )}
      <Finder label="Find a token" count={own.length} value={sought} onValue={setSought} found={found.length} />
      {found.length > 0 && (
        <List label="Tokens">
          {found.map(({ token, madeBy }) => (
            <TokenRow
              key={token.id}
              token={token}
              madeBy={madeBy}
              end={
                <Button
                  kind="danger-quiet"
                  pending={isEnding(token.id)}
                  aria-label={`Revoke ${token.name}`}
                  onClick={() => void end(token.id, `${token.name} is revoked.`)}
                >
                  Revoke
                </Button>
              }
            />
          ))}
        </List>
      )}
      {agents.length > 0 && (
        <Section title="Agents" note="Each is its machine's on Home, and ended there: by another command, or with the machine.">
          <List label="Agents">
            {agents.map((token) => (
              <TokenRow key={token.id} token={token} />
            ))}
          </List>
        </Section>
      )}
    </>
  );
}
