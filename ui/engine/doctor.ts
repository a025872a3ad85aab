"use client";
import { useCallback, useEffect, useState } from "react";
import type { SessionView } from "#protocol/api.ts";
import { callApi } from "./api.ts";
import { pageBuildId } from "./build-id.ts";
import { useSession } from "./data.tsx";
import { readValue } from "./database.ts";
import { findDevice, keeping } from "./device-record.ts";
import { buildReport, type DoctorFacts, type DoctorReport } from "./doctor-report.ts";
import { isInstalledWindow } from "./install.ts";
import { page } from "./page.ts";
import { askWorker } from "./register.ts";

export type { DoctorReport } from "./doctor-report.ts";

/** The session doctor of this browser. `report` is null until it has looked once; `refresh` looks again. */
export function useDoctor(): { report: DoctorReport | null; refresh(): Promise<void> } {
  const known = useSession();
  const [report, setReport] = useState<DoctorReport | null>(null);
  const refresh = useCallback(async () => setReport(buildReport(await examine(known))), [known]);
  useEffect(() => {
    let current = true;
    void examine(known).then((facts) => current && setReport(buildReport(facts)));
    return () => {
      current = false;
    };
  }, [known]);
  return { report, refresh };
}

async function examine(known: SessionView | null): Promise<DoctorFacts> {
  const [session, device, hasDatabase, isPersisted, estimate, worker] = await Promise.all([
    callApi<SessionView>("/session", { passive: true }).catch(() => known),
    findDevice(),
    readValue(keeping, "user").then(
      () => true,
      () => false,
    ),
    askStorage((storage) => storage.persisted()),
    askStorage((storage) => storage.estimate()),
    findWorker(),
  ]);
  return {
    now: Date.now(),
    session,
    connection: page.connection.get().state,
    isInstalled: isInstalledWindow(),
    hasCrypto: "subtle" in crypto,
    hasDatabase,
    deviceId: device?.deviceId ?? null,
    isPersisted,
    quotaBytes: estimate?.quota ?? null,
    worker,
    buildId: pageBuildId(),
    userAgent: navigator.userAgent,
  };
}

/** Null where the browser has no storage manager: outside of a secure context. */
async function askStorage<T>(ask: (storage: StorageManager) => Promise<T>): Promise<T | null> {
  try {
    return await ask(navigator.storage);
  } catch {
    return null;
  }
}

async function findWorker(): Promise<DoctorFacts["worker"]> {
  try {
    const registration = await navigator.serviceWorker.getRegistration();
    const worker = registration?.active ?? registration?.waiting ?? registration?.installing;
    if (!registration || !worker) return null;
    return {
      state: worker.state,
      buildId: (await askWorker(worker, { type: "version" }))?.buildId ?? null,
      isUpdateWaiting: registration.waiting !== null,
    };
  } catch {
    return null;
  }
}
