// @ts-check
/** httpxy and nothing around it, as its README shows it: what a proxy in Node costs at least. It keeps its connections to the app by itself. */
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";

const [, , packageEntry = "", target = ""] = process.argv;
const { createProxyServer } = await import(pathToFileURL(packageEntry).href);
const proxy = createProxyServer({ target });
proxy.on("error", () => undefined); // the generator cuts its sockets off when it is done

const server = createServer((request, response) => {
  proxy.web(request, response).catch(() => response.destroy());
});
server.on("upgrade", (request, socket, head) => {
  proxy.ws(request, socket, {}, head).catch(() => socket.destroy());
});
server.listen(0, "127.0.0.1", () => process.send?.(server.address()));
process.on("disconnect", () => process.exit());
