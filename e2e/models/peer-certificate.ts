import { connect } from "node:tls";

/** Serial number of the certificate that is served on a port of 127.0.0.1 at this moment, in upper-case hex. */
export function readPeerSerial(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port, servername: "latchkey.localhost", rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().serialNumber);
      socket.end();
    });
    socket.on("error", reject);
  });
}
