/**
 * A slow network between real sockets: a TCP proxy on loopback. Each direction is one line that all connections share,
 * with a rate and a delay; bytes come out in packets, in order, when the line has carried them.
 */
import { connect, createServer, type Socket } from 'node:net';

export interface SlowLink {
  readonly port: number;
  close(): Promise<void>;
}

export interface LinkSpeed {
  /** Each way. */
  readonly bitsPerSecond: number;
  readonly roundTripMs: number;
}

const PACKET_BYTES = 1_400;
/** What the modem takes before the sender has to wait. */
const BUFFER_BYTES = 32 * 1024;

/** `toPort`: where the real server listens, on this machine. */
export async function openSlowLink(toPort: number, speed: LinkSpeed): Promise<SlowLink> {
  const [up, down] = [new Line(speed), new Line(speed)];
  const sockets = new Set<Socket>();
  const proxy = createServer((near) => {
    const far = connect({ port: toPort, host: '127.0.0.1' });
    for (const [from, to, line] of [
      [near, far, up],
      [far, near, down],
    ] as const) {
      from.setNoDelay(true);
      sockets.add(from);
      from.on('data', (bytes: Buffer) => line.carry(bytes, from, to));
      from.on('end', () => line.carry(undefined, from, to));
      from.on('error', () => to.destroy());
      from.on('close', () => sockets.delete(from));
    }
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const address = proxy.address();
  if (typeof address !== 'object' || address === null) throw new Error('the link has a port');
  return {
    port: address.port,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}

interface Packet {
  /** Undefined is the end of what this side says. */
  readonly bytes: Buffer | undefined;
  readonly from: Socket;
  readonly to: Socket;
  readonly arrivesAt: number;
}

class Line {
  readonly #speed: LinkSpeed;
  readonly #onTheWay: Packet[] = [];
  #freeAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(speed: LinkSpeed) {
    this.#speed = speed;
  }

  carry(bytes: Buffer | undefined, from: Socket, to: Socket): void {
    const delayMs = this.#speed.roundTripMs / 2;
    this.#freeAt = Math.max(this.#freeAt, performance.now());
    if (bytes === undefined) this.#onTheWay.push({ bytes, from, to, arrivesAt: this.#freeAt + delayMs });
    for (let start = 0; bytes !== undefined && start < bytes.length; start += PACKET_BYTES) {
      const packet = bytes.subarray(start, start + PACKET_BYTES);
      this.#freeAt += (packet.length * 8_000) / this.#speed.bitsPerSecond;
      this.#onTheWay.push({ bytes: packet, from, to, arrivesAt: this.#freeAt + delayMs });
    }
    if (this.#waitingBytes() > BUFFER_BYTES) from.pause();
    this.#schedule();
  }

  #waitingBytes(): number {
    return (Math.max(0, this.#freeAt - performance.now()) * this.#speed.bitsPerSecond) / 8_000;
  }

  #schedule(): void {
    const [first] = this.#onTheWay;
    if (first === undefined || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => this.#deliver(), Math.max(0, first.arrivesAt - performance.now()));
  }

  #deliver(): void {
    this.#timer = undefined;
    for (;;) {
      const [first] = this.#onTheWay;
      if (first === undefined || first.arrivesAt > performance.now()) break;
      this.#onTheWay.shift();
      if (first.bytes === undefined) first.to.end();
      else if (!first.to.destroyed) first.to.write(first.bytes);
      if (first.from.isPaused() && this.#waitingBytes() < BUFFER_BYTES / 2) first.from.resume();
    }
    this.#schedule();
  }
}
