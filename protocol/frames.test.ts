import { describe, expect, it } from "vitest";
import { frameHeadBytes, frameKinds, maxConnection, maxPayloadBytes, readFrame, writeHead, type FrameKind } from "./frames.ts";

describe("frames of a tunnel", () => {
  it("read as they were written, for every kind and the largest number of a connection", () => {
    for (const kind of Object.keys(frameKinds) as FrameKind[]) {
      for (const connection of [0, 1, 0x7fff_ffff, 0x8000_0000, maxConnection]) {
        const bytes = new Uint8Array(frameHeadBytes + 2);
        writeHead(bytes, kind, connection);
        bytes.set([7, 255], frameHeadBytes);
        expect(readFrame(bytes)).toEqual({ kind, connection, payload: new Uint8Array([7, 255]) });
      }
    }
  });

  it("are refused when they are too short, too long or of no kind", () => {
    expect(readFrame(new Uint8Array())).toBeNull();
    expect(readFrame(new Uint8Array([1, 0, 0, 0]))).toBeNull();
    expect(readFrame(new Uint8Array([99, 0, 0, 0, 1]))).toBeNull();
    expect(readFrame(new Uint8Array([frameKinds.data, 0, 0, 0, 1, ...new Uint8Array(maxPayloadBytes + 1)]))).toBeNull();
  });
});
