import type { Metadata } from "next";
import { listKeys } from "../../list-keys.ts";
import { requireSession, unlessUnavailable } from "../../session.ts";
import { DevicesScreen } from "./screen.tsx";

export const metadata: Metadata = { title: "Devices" };

export default async function DevicesPage() {
  const { caller, rooms } = await requireSession();
  return <DevicesScreen initial={await unlessUnavailable(listKeys(rooms, caller))} />;
}
