// @ts-check
/** The order in which the pictures are taken: a door that is new, then one that has been lived in, then one in trouble. */
import { join } from "node:path";
import { openCamera } from "./browser.mjs";
import { openPicturedDoor } from "./door.mjs";
import { shootRegions, shootScreens, shootSetUp, shootSignIn } from "./screens.mjs";
import { shootCrowd, shootDoorStates, shootNewPerson, shootSafari, shootSetUpStates, shootStates } from "./states.mjs";

/** @param {{root: string, out: string, all: boolean, chromiumPath: string | undefined}} options */
export async function takePictures({ root, out, all, chromiumPath }) {
  const door = await openPicturedDoor(root);
  /** @type {import("./browser.mjs").Camera[]} */
  const cameras = [];
  const openOne = async (/** @type {import("./browser.mjs").Size} */ size) => {
    const camera = await openCamera(size, { chromiumPath, resolverRules: door.resolverRules, out });
    cameras.push(camera);
    return camera;
  };
  try {
    const both = [await openOne("phone"), await openOne("desktop")];
    for (const camera of both) {
      await shootSetUp(camera, door.origin);
      if (all) await shootSetUpStates(camera, door);
    }
    await door.setUp();
    for (const camera of both) {
      if (all) await shootDoorStates(camera, door);
      await shootSignIn(camera, door.origin);
      if (all) await shootNewPerson(camera, door);
    }
    await door.fill();
    for (const camera of both) await shootScreens(camera, door.origin);
    if (all) {
      for (const camera of both) await shootStates(camera, door);
      for (const size of /** @type {const} */ (["iphone", "mac"])) await shootSafari(await openOne(size), door);
      door.crowd(196);
      for (const camera of both) await shootCrowd(camera, door);
    }
    await door.moveAway();
    for (const camera of both) await shootRegions(camera, door.origin);
  } catch (error) {
    for (const { page, size } of cameras) await page.screenshot({ path: join(out, `failed-${size}.png`) }).catch(() => {});
    throw error;
  } finally {
    for (const camera of cameras) await camera.close();
    await door.close();
  }
}
