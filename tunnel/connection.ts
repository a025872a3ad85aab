/** One connection of a tunnel, as a stream that stands in for a TCP socket: half-open, with back-pressure, with Node's error codes. */
import { Duplex } from "node:stream";
import { initialCreditBytes, maxPayloadBytes, type FrameKind } from "#protocol/frames.ts";

/** `sent` is called once the bytes are on their way and more are welcome. */
export type SendFrame = (kind: FrameKind, connection: number, payload?: Uint8Array, sent?: () => void) => void;

const mostEmptyFrames = 1_000;

interface Waiting {
  chunk: Uint8Array;
  done: (error?: Error | null) => void;
}

/** Emits `connect` once the other end stands. */
export class TunnelConnection extends Duplex {
  readonly connection: number;
  /** Asked for every frame of bytes as it arrives, with its length; false: the connection is cut. Null: any. */
  onFrame: ((payloadBytes: number) => boolean) | null = null;
  readonly #send: SendFrame;
  #credit = initialCreditBytes;
  #waiting: Waiting | null = null;
  /** Received and not yet granted again. */
  #owed = 0;
  /** What the other end may still send. */
  #granted = initialCreditBytes;
  #hasEnded = false;
  #isReset = false;
  #emptyFrames = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(connection: number, send: SendFrame) {
    super({ allowHalfOpen: true, readableHighWaterMark: 64 * 1024, writableHighWaterMark: 64 * 1024 });
    this.connection = connection;
    this.#send = send;
  }

  /** A frame for this connection has come. Returns false when the other end breaks the rules. */
  receive(kind: FrameKind, payload: Uint8Array): boolean {
    this.#timer?.refresh();
    if (kind === "data") return this.#receiveData(payload);
    if (kind === "credit") return this.#receiveCredit(payload);
    if (kind === "opened") this.emit("connect");
    else if (kind === "end") {
      this.#hasEnded = true;
      this.push(null);
    } else if (kind === "refused") this.#fail(Buffer.from(payload).toString());
    else if (kind === "reset") this.#fail("ECONNRESET");
    return kind !== "open";
  }

  /** The tunnel is gone. */
  lose(): void {
    this.#fail("ECONNRESET");
  }

  override _write(chunk: Uint8Array, _encoding: string, done: (error?: Error | null) => void): void {
    this.#timer?.refresh();
    this.#waiting = { chunk, done };
    this.#flush();
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#send("end", this.connection);
    done();
  }

  override _read(): void {
    this.#grant(initialCreditBytes / 4);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearTimeout(this.#timer);
    // Both directions ended in order: the other end knows already.
    if (!this.#isReset && !(this.#hasEnded && this.writableFinished)) this.#send("reset", this.connection);
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.done(error);
    done(error);
  }

  // What Node's HTTP client asks of a socket beyond a stream. The tunnel is always prompt, and looks after its own life.
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
  setTimeout(timeoutMs: number, heard?: () => void): this {
    clearTimeout(this.#timer);
    this.#timer = timeoutMs > 0 ? setTimeout(() => this.emit("timeout"), timeoutMs).unref() : undefined;
    // As a socket: with no time it is taken off, which Node's HTTP client does after each answer on a kept connection.
    if (heard && timeoutMs > 0) this.once("timeout", heard);
    else if (heard) this.off("timeout", heard);
    return this;
  }

  #receiveData(payload: Uint8Array): boolean {
    if (this.onFrame && !this.onFrame(payload.length)) {
      this.destroy();
      return true;
    }
    // They use up no credit; an honest end writes none, or a few.
    if (payload.length === 0) this.#emptyFrames += 1;
    if (this.#emptyFrames > mostEmptyFrames) return false;
    this.#granted -= payload.length;
    if (this.#granted < 0 || this.#hasEnded) return false;
    this.#owed += payload.length;
    // Granted in halves, so that a small answer costs no frame back; what the reader has not taken is not granted again.
    if (this.push(payload)) this.#grant(initialCreditBytes / 2);
    return true;
  }

  #receiveCredit(payload: Uint8Array): boolean {
    if (payload.length !== 4) return false;
    this.#credit += new DataView(payload.buffer, payload.byteOffset, 4).getUint32(0);
    this.#flush();
    return true;
  }

  #grant(leastBytes: number): void {
    if (this.#owed < leastBytes || this.#hasEnded || this.destroyed) return;
    const payload = new Uint8Array(4);
    new DataView(payload.buffer).setUint32(0, this.#owed);
    this.#granted += this.#owed;
    this.#owed = 0;
    this.#send("credit", this.connection, payload);
  }

  #flush(): void {
    while (this.#waiting && this.#credit > 0) {
      const { chunk, done } = this.#waiting;
      const length = Math.min(chunk.length, this.#credit, maxPayloadBytes);
      this.#credit -= length;
      const isLast = length === chunk.length;
      this.#waiting = isLast ? null : { chunk: chunk.subarray(length), done };
      this.#send("data", this.connection, chunk.subarray(0, length), isLast ? done : undefined);
    }
  }

  #fail(code: string): void {
    this.#isReset = true;
    this.destroy(
      Object.assign(new Error(`The connection to the workspace failed: ${code}.`), { code: code === "forbidden" ? "EACCES" : code }),
    );
  }
}
