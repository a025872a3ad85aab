/** Signing in, setting up, signing out and resuming, as the screens use them. */
import type { Problem, UserView } from "#protocol/api.ts";
import { ApiProblem, ApiUnreachable, callApi } from "./api.ts";
import { createDeviceKey, type DeviceKey } from "./device-key.ts";
import { forgetDevice, keepDevice, keepPending } from "./device-record.ts";
import { page } from "./page.ts";
import { proveDevice } from "./resume.ts";
import { tellTabs } from "./tabs.ts";
import { forgetWhyEnded } from "./why-ended.ts";
import { wipeKept, wipeLastKnown } from "./wipe.ts";

export { goOn } from "./addresses.ts";
export { takeWhyEnded, type WhyEnded } from "./why-ended.ts";

/**
 * Signs in. When it resolves the device key is registered and safe on disk: from here on any kill is survived. Where the browser cannot
 * keep a key the session lives by its cookie alone. Throws ApiProblem or ApiUnreachable.
 */
export async function signIn(input: { email: string; password: string }): Promise<void> {
  await start("/session", input);
}

/** Makes the first owner and signs in, as signIn does. */
export async function setUp(input: { email: string; name: string; password: string; code?: string }): Promise<void> {
  await start("/setup", input);
}

/**
 * Ends the session at the door, wipes what this browser keeps, takes the other tabs along and goes to the sign-in screen. Throws
 * ApiUnreachable, and wipes nothing, when the door cannot be told: the cookie would still be there.
 */
export async function signOut(): Promise<void> {
  await callApi("/session", { method: "DELETE" });
  page.leaving.set(true);
  forgetWhyEnded();
  tellTabs({ type: "signed-out" });
  await wipeKept();
  location.replace("/sign-in");
}

/** Proves the device key. `problem` is null when this browser has none. Throws ApiUnreachable when nothing was decided. */
export async function tryResume(): Promise<{ resumed: true } | { resumed: false; problem: Problem | null }> {
  const outcome = await proveDevice(Date.now());
  if (outcome.kind === "resumed") return { resumed: true };
  if (outcome.kind === "unavailable") throw new ApiUnreachable("The door cannot be reached.");
  return { resumed: false, problem: outcome.kind === "refused" ? outcome.problem : null };
}

async function start(path: "/session" | "/setup", credentials: object): Promise<void> {
  const deviceKey = await prepareDeviceKey();
  const { user, deviceId } = await callApi<{ user: UserView; deviceId?: string }>(path, {
    method: "POST",
    body: { ...credentials, ...(deviceKey && { deviceKey: deviceKey.publicJwk }) },
  });
  if (deviceKey && deviceId) {
    const { privateKey } = deviceKey;
    await keepDevice({ deviceId, userId: user.id, origin: location.origin, privateKey, signedInAt: Date.now() }).catch(forgetDevice);
  } else {
    await forgetDevice();
  }
  await wipeLastKnown(user.id);
  forgetWhyEnded();
  tellTabs({ type: "signed-in", userId: user.id });
}

/** Null where this browser cannot make a key or keep it. Found out before signing in, so that no key is registered in vain. */
async function prepareDeviceKey(): Promise<DeviceKey | null> {
  try {
    const key = await createDeviceKey();
    await keepPending(key.privateKey);
    return key;
  } catch {
    return null;
  }
}

export { ApiProblem, ApiUnreachable };
