/** Tells an agent which gateways there are to dial: at once, and again when anything has changed. */
import type { Duplex } from "node:stream";
import type { GatewaysTold } from "#protocol/tunnel.ts";
import type { Regions } from "./tell-regions.ts";

/** What there is beside this process. */
export interface Gateways {
  read(): GatewaysTold;
  /** Called when anything of it may have changed. Returns what ends that. */
  onChange(heard: () => void): () => void;
  /** By default there are none. */
  regions?: Regions;
}

/** Writes lines to `to` until it closes, as it does at once at an agent that knows no gateways. */
export function tellGateways(to: Duplex, { read, onChange }: Gateways): void {
  let told = "";
  let isFull = false;
  const tell = () => {
    const text = JSON.stringify(read());
    if (isFull || to.destroyed || text === told) return;
    told = text;
    isFull = !to.write(`${text}\n`);
  };
  to.on("error", () => undefined);
  to.on("drain", () => {
    isFull = false;
    tell();
  });
  to.once("close", onChange(tell));
  to.resume(); // an agent says nothing here, but may end it
  tell();
}
