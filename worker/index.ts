/**
 * The service worker: makes the door open at once, and without a network. Guards: what it keeps is an allow-list, the files of a build and
 * two documents that say nothing of anybody; no page, no RSC answer and no answer of the API is ever kept (facts.md of next-pwa's defaults
 * shows why). It never takes over by itself, and never reloads a page.
 */
import type { WorkerAnswer, WorkerMessage } from "#protocol/worker.ts";
import { openBuilds } from "./builds.ts";
import { answerDoorDocument, answerScreen } from "./navigation.ts";
import { kindOfRequest } from "./requests.ts";

declare const self: ServiceWorkerGlobalScope & {
  /** Put in by the build: the hashed files, and the documents with the build's id as their revision. */
  __WB_MANIFEST: { url: string; revision: string | null }[];
};

const manifest = self.__WB_MANIFEST;
const builds = openBuilds(
  manifest.map(({ url }) => url),
  manifest.find(({ url }) => url === "/shell")?.revision ?? "unknown",
);

self.addEventListener("install", (event) => event.waitUntil(builds.install()));

self.addEventListener("activate", (event) => {
  const work = async () => {
    // The request for a document starts while this worker is still starting.
    await self.registration.navigationPreload?.enable();
    await self.clients.claim();
    await builds.retireFormer();
  };
  event.waitUntil(work());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  switch (kindOfRequest(new URL(request.url), request, self.location.origin)) {
    case "file":
      return event.respondWith(builds.findFile(request.url).then((kept) => kept ?? fetch(request)));
    case "screen":
      event.waitUntil(builds.retireFormer());
      return event.respondWith(answerScreen(event, () => builds.findDocument("/shell")));
    case "door":
      return event.respondWith(answerDoorDocument(event, () => builds.findDocument("/offline")));
    case "other":
      // Goes to the network as if there were no worker.
      return;
  }
});

self.addEventListener("message", (event) => {
  const message = event.data as WorkerMessage;
  if (message.type === "version") event.ports[0]?.postMessage({ buildId: builds.buildId } satisfies WorkerAnswer);
  if (message.type === "take-over") event.waitUntil(self.skipWaiting());
  if (message.type === "wipe") event.waitUntil(builds.wipeOthers());
});
