/** Asks for a ticket as an agent does: in the connection `regions` of its own tunnel, which the server opens. */
import { WebSocket } from "ws";
import type { DoorServer } from "./door-server.ts";

const kinds = { open: 1, opened: 2, data: 4 } as const;

/** With an agent's token, for one handshake at this proxy. */
export function askAgentTicket({ port, origin }: Pick<DoorServer, "port" | "origin">, token: string, proxyId: string): Promise<string> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/agents/tunnel`, {
    headers: { host: new URL(origin).host, authorization: `Bearer ${token}`, "latchkey-tunnel-version": "1" },
  });
  const send = (kind: number, connection: number, text = "") => {
    const bytes = Buffer.alloc(5 + Buffer.byteLength(text));
    bytes[0] = kind;
    bytes.writeUInt32BE(connection, 1);
    bytes.write(text, 5);
    socket.send(bytes);
  };
  return new Promise<string>((resolve, reject) => {
    let regions = -1;
    let said = "";
    socket.on("error", reject);
    socket.on("close", () => reject(new Error(`No ticket: ${said}`)));
    socket.on("message", (message: Buffer) => {
      const [kind, connection, text] = [message[0], message.readUInt32BE(1), message.subarray(5).toString()];
      if (kind === kinds.open) send(kinds.opened, connection);
      if (kind === kinds.open && text === "regions") {
        regions = connection;
        send(kinds.data, connection, `${JSON.stringify({ type: "ticket", ask: 1, proxy: proxyId })}\n`);
      } else if (kind === kinds.data && connection === regions) said += text;
      const ticket = /"ticket":"([^"]+)"/.exec(said)?.[1];
      if (ticket !== undefined) resolve(ticket);
    });
  }).finally(() => socket.terminate());
}
