import { answer, refuseMethod } from "../../answer.ts";
import { listRegions } from "../../../present-proxies.ts";

/** The gateways that apps can be opened through: the door and its proxies. */
export const GET = answer({ scope: "workspaces:read" }, async ({ rooms }) => Response.json({ regions: await listRegions(rooms) }));

export { refuseMethod as DELETE, refuseMethod as PATCH, refuseMethod as POST, refuseMethod as PUT };
