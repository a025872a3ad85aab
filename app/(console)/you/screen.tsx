"use client";
import CircleUser from "lucide-react/icons/circle-user";
import Globe from "lucide-react/icons/globe";
import KeyRound from "lucide-react/icons/key-round";
import MonitorSmartphone from "lucide-react/icons/monitor-smartphone";
import Palette from "lucide-react/icons/palette";
import Stethoscope from "lucide-react/icons/stethoscope";
import type { SessionView } from "#protocol/api.ts";
import { SignOutButton } from "#ui/account/sign-out-button.tsx";
import { List } from "#ui/design/list.tsx";
import { SkeletonRows } from "#ui/design/skeleton.tsx";
import { useDoorData } from "#ui/engine/data.tsx";
import { LinkRow } from "#ui/frame/link-row.tsx";
import { Loaded } from "#ui/frame/loaded.tsx";
import { Screen } from "#ui/frame/screen.tsx";

export function YouScreen({ initial }: { initial?: SessionView }) {
  const session = useDoorData<SessionView>("/session", initial);
  return (
    <Screen title="You">
      <Loaded of={session} skeleton={<SkeletonRows rows={1} />}>
        {({ user }) => (
          <div className="flex items-center gap-4">
            <span
              aria-hidden="true"
              className="flex size-14 shrink-0 items-center justify-center rounded-full border border-line bg-surface text-22 font-semibold uppercase tight:hidden"
            >
              {user.name.slice(0, 1)}
            </span>
            <div className="min-w-0">
              <p className="text-17 font-semibold">{user.name}</p>
              <p className="text-muted wrap-anywhere">
                {user.email} · {user.role}
              </p>
            </div>
          </div>
        )}
      </Loaded>
      <div className="mt-6 grid gap-6">
        <List label="Settings">
          <LinkRow href="/account" icon={<CircleUser />} title="Account">
            Your password and this session
          </LinkRow>
          <LinkRow href="/devices" icon={<MonitorSmartphone />} title="Devices">
            Where you are signed in
          </LinkRow>
          <LinkRow href="/tokens" icon={<KeyRound />} title="Tokens">
            For scripts and the command line
          </LinkRow>
          <LinkRow href="/regions" icon={<Globe />} title="Regions">
            Which way your apps open from here
          </LinkRow>
          <LinkRow href="/appearance" icon={<Palette />} title="Appearance">
            Light, dark, or as the system has it
          </LinkRow>
          <LinkRow href="/doctor" icon={<Stethoscope />} title="Session doctor">
            How this browser is kept signed in
          </LinkRow>
        </List>
        <SignOutButton />
      </div>
    </Screen>
  );
}
