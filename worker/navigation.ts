/** Documents: the network's answer when it begins in time, else what was kept with the build. */

/** An answer that has not begun by then is slow: the shell is there at once and asks for the data itself. */
const patienceMs = 1_000;

/** Bad gateway, unavailable, gateway timeout: of a proxy in front of the door, or of the door without its database. */
const cannotAnswer = [502, 503, 504];

/** A screen of the signed-in door. A late answer of the network is heard to its end, so that the cookie it brings is kept. */
export async function answerScreen(event: FetchEvent, findShell: () => Promise<Response | undefined>): Promise<Response> {
  const network = askNetwork(event);
  event.waitUntil(network.catch(() => {}));
  const inTime = await Promise.race([network.catch(() => null), wait(patienceMs)]);
  // Redirects come as they are (opaque): the browser follows them by a navigation of its own.
  if (inTime && !cannotAnswer.includes(inTime.status)) return inTime;
  return (await findShell()) ?? network;
}

/** Set-up and sign-in: they are of no use without the network, so only its failure is answered from here. */
export async function answerDoorDocument(event: FetchEvent, findOffline: () => Promise<Response | undefined>): Promise<Response> {
  try {
    return await askNetwork(event);
  } catch (error) {
    const offline = await findOffline();
    if (offline) return offline;
    throw error;
  }
}

async function askNetwork(event: FetchEvent): Promise<Response> {
  const preloaded = (await event.preloadResponse) as Response | undefined;
  return preloaded ?? fetch(event.request);
}

function wait(ms: number): Promise<null> {
  return new Promise((resolve) => setTimeout(resolve, ms, null));
}
