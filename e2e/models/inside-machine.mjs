// @ts-check
/**
 * Another machine, from within: a network namespace of its own, whose loopback is nobody else's. Its only way out is a relay to the door, by a
 * Unix socket, that can be cut as a network is: nothing passes, and nobody is told. Takes its orders as lines on stdin: `cut`, `heal`.
 */
import { spawn, spawnSync } from "node:child_process";
import { createServer } from "node:http";
import { connect, createServer as createTcpServer } from "node:net";
import { createInterface } from "node:readline";

/** @type {{doorPort: number, relay: string, app: {port: number, text: string}, agent: string[]}} */
const { doorPort, relay, app, agent } = JSON.parse(process.argv[2] ?? "{}");

spawnSync("ip", ["link", "set", "lo", "up"]);
createServer((request, response) => void response.end(`${app.text} ${request.url}`)).listen(app.port, "127.0.0.1");

let isCut = false;
/** @type {Set<{here: import("node:net").Socket, there: import("node:net").Socket}>} */
const pairs = new Set();
createTcpServer((here) => {
  const there = connect(relay);
  const pair = { here, there };
  pairs.add(pair);
  for (const [from, to] of [
    [here, there],
    [there, here],
  ]) {
    from.on("error", () => undefined);
    from.on("data", (chunk) => void to.write(chunk));
    from.on("close", () => {
      if (isCut) return; // the other end hears of it when the network is back
      to.destroy();
      pairs.delete(pair);
    });
    if (isCut) from.pause();
  }
}).listen(doorPort, "127.0.0.1", start);

function start() {
  const child = spawn(process.execPath, agent, { stdio: ["ignore", "inherit", "inherit"] });
  child.on("exit", (code) => process.exit(code ?? 1));
  for (const signal of /** @type {const} */ (["SIGTERM", "SIGINT"])) process.on(signal, () => child.kill(signal));
}

createInterface({ input: process.stdin }).on("line", (order) => {
  isCut = order === "cut";
  for (const pair of pairs) {
    const ends = [pair.here, pair.there];
    if (isCut) for (const end of ends) end.pause();
    else if (ends.some((end) => end.destroyed)) {
      for (const end of ends) end.destroy();
      pairs.delete(pair);
    } else for (const end of ends) end.resume();
  }
  process.stdout.write(order === "cut" ? "the network is cut\n" : "the network is back\n");
});
process.stdin.on("end", () => process.kill(process.pid, "SIGTERM"));
