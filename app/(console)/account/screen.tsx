"use client";
import type { ReactNode } from "react";
import type { KeysView, SessionView } from "#protocol/api.ts";
import { SignOutButton } from "#ui/account/sign-out-button.tsx";
import { Section } from "#ui/design/card.tsx";
import { List } from "#ui/design/list.tsx";
import { SkeletonRows } from "#ui/design/skeleton.tsx";
import { useDoorData } from "#ui/engine/data.tsx";
import { Loaded } from "#ui/frame/loaded.tsx";
import { Screen } from "#ui/frame/screen.tsx";
import { RelativeTime } from "#ui/time/relative-time.tsx";
import { PasswordForm } from "./password-form.tsx";

export function AccountScreen({ initial, keys: initialKeys }: { initial?: SessionView; keys?: KeysView | undefined }) {
  const session = useDoorData<SessionView>("/session", initial);
  const keys = useDoorData<KeysView>("/keys", initialKeys);
  return (
    <Screen title="Account" back={{ href: "/you", label: "You" }}>
      <Loaded of={session} skeleton={<SkeletonRows rows={2} />}>
        {({ user }) => (
          <>
            <List label="Account">
              <Fact name="Name">{user.name}</Fact>
              <Fact name="E-mail address">{user.email}</Fact>
              <Fact name="Role">{user.role}</Fact>
              <Fact name="Joined">
                <RelativeTime past at={user.createdAt} />
              </Fact>
            </List>
            <Section title="Password" note="Changing it ends your sessions everywhere else, and the tokens that are ticked.">
              <PasswordForm user={user} keys={keys.data} onChanged={keys.refresh} />
            </Section>
          </>
        )}
      </Loaded>
      <Section title="This session" note="Signing out also forgets everything this browser keeps of the door.">
        <SignOutButton />
      </Section>
    </Screen>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <li className="flex min-h-14 flex-wrap items-center gap-x-4 px-4 py-2 desk:min-h-11">
      <span className="w-36 text-muted">{name}</span>
      <span className="min-w-0 flex-1 font-medium">{children}</span>
    </li>
  );
}
