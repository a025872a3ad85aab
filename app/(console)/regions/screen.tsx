"use client";
import Plus from "lucide-react/icons/plus";
import { lazy, Suspense, useState, type ReactNode } from "react";
import type { ProxyView, RegionView } from "#protocol/regions.ts";
import { Button } from "#ui/design/button.tsx";
import { SkeletonRows } from "#ui/design/skeleton.tsx";
import { useDoorData, useSession } from "#ui/engine/data.tsx";
import { Loaded } from "#ui/frame/loaded.tsx";
import { Screen } from "#ui/frame/screen.tsx";
import { OnlyDoor } from "./only-door.tsx";
import { PendingProxies } from "./pending-proxies.tsx";
import { choiceId, RegionPicker } from "./region-picker.tsx";

const loadProxySheet = () => import("./proxy-sheet.tsx");
const ProxySheet = lazy(async () => ({ default: (await loadProxySheet()).ProxySheet }));

interface RegionsScreenProps {
  initial?: { regions: RegionView[] | undefined; proxies: ProxyView[] | undefined };
}

/** The gateways that apps open through, and the choice among them; for those who run the door also the proxies themselves. */
export function RegionsScreen({ initial }: RegionsScreenProps) {
  const regions = useDoorData<{ regions: RegionView[] }>("/regions", initial?.regions && { regions: initial.regions });
  const isMember = useSession()?.user.role === "member";
  if (!isMember) return <Administered regions={regions} initial={initial?.proxies} />;
  return (
    <RegionsFrame>
      <Loaded of={regions} skeleton={<SkeletonRows rows={3} />}>
        {(known) => (known.regions.length > 1 ? <RegionPicker regions={known.regions} /> : <OnlyDoor mayAdd={false} />)}
      </Loaded>
    </RegionsFrame>
  );
}

/** `proxyId` null: a new one. */
interface Asked {
  proxyId: string | null;
  start: "more" | "renew";
  isOpen: boolean;
  turn: number;
}

function Administered({
  regions,
  initial,
}: {
  regions: ReturnType<typeof useDoorData<{ regions: RegionView[] }>>;
  initial?: ProxyView[] | undefined;
}) {
  const proxies = useDoorData<{ proxies: ProxyView[] }>("/proxies", initial && { proxies: initial });
  const [asked, setAsked] = useState<Asked | null>(null);
  const ask = (proxyId: string | null, start: Asked["start"] = "more") =>
    setAsked((before) => ({ proxyId, start, isOpen: true, turn: (before?.turn ?? 0) + 1 }));
  const pending = (proxies.data?.proxies ?? []).filter(({ url }) => url === null);
  const refresh = async () => void (await Promise.all([regions.refresh(), proxies.refresh()]));
  return (
    <RegionsFrame
      action={
        <Button kind="primary" icon={<Plus className="size-4" />} onClick={() => ask(null)} onPointerEnter={() => void loadProxySheet()}>
          Add a proxy
        </Button>
      }
    >
      <Loaded of={regions} skeleton={<SkeletonRows rows={3} />}>
        {(known) => (
          <>
            {known.regions.length > 1 && <RegionPicker regions={known.regions} onMore={(id) => ask(id)} />}
            {known.regions.length <= 1 && pending.length === 0 && <OnlyDoor mayAdd />}
            <PendingProxies proxies={pending} onMore={ask} />
          </>
        )}
      </Loaded>
      {asked && (
        <Suspense>
          <ProxySheet
            key={asked.turn}
            open={asked.isOpen}
            proxy={proxies.data?.proxies.find(({ id }) => id === asked.proxyId) ?? null}
            start={asked.proxyId === null ? "add" : asked.start}
            onOpenChange={(isOpen) => setAsked({ ...asked, isOpen })}
            onDone={refresh}
            onArrived={(id) => document.getElementById(choiceId(id))?.focus()}
          />
        </Suspense>
      )}
    </RegionsFrame>
  );
}

function RegionsFrame({ action, children }: { action?: ReactNode; children: ReactNode }) {
  return (
    <Screen
      title="Regions"
      lead="The gateway that your apps open through, on this device."
      back={{ href: "/you", label: "You" }}
      action={action}
    >
      {children}
    </Screen>
  );
}
