import type { Metadata } from "next";
import { listRegions, presentProxy } from "../../present-proxies.ts";
import { requireSession, unlessUnavailable } from "../../session.ts";
import { RegionsScreen } from "./screen.tsx";

export const metadata: Metadata = { title: "Regions" };

export default async function RegionsPage() {
  const { caller, rooms } = await requireSession();
  const [regions, proxies] = await Promise.all([
    unlessUnavailable(listRegions(rooms)),
    caller.user.role === "member" ? undefined : unlessUnavailable(rooms.proxies.list(caller.user)),
  ]);
  return <RegionsScreen initial={{ regions, proxies: proxies?.map(presentProxy) }} />;
}
