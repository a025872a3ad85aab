// @ts-check
/** What nginx asks by auth_request: whether a cookie is in a set. Nothing can be quicker and still ask somebody. */
import { createServer } from "node:http";

const [, , cookie = ""] = process.argv;
const known = new Set([cookie]);

const server = createServer((request, response) => {
  response.writeHead(known.has(request.headers.cookie ?? "") ? 204 : 401);
  response.end();
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => process.send?.(server.address()));
process.on("disconnect", () => process.exit());
