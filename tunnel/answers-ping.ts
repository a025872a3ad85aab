import type { WebSocket } from "ws";

/** Whether the peer of a WebSocket answers a ping within `withinMs`. One that is closed does not. */
export function answersPing(socket: WebSocket, withinMs: number): Promise<boolean> {
  if (socket.readyState !== socket.OPEN) return Promise.resolve(false);
  return new Promise((resolve) => {
    const done = (isThere: boolean) => {
      clearTimeout(timer);
      socket.off("pong", onPong).off("close", onClose);
      resolve(isThere);
    };
    const onPong = () => done(true);
    const onClose = () => done(false);
    const timer = setTimeout(() => done(false), withinMs);
    socket.on("pong", onPong).on("close", onClose);
    socket.ping();
  });
}
