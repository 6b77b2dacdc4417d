/** A line between a process and its database that can be cut at any moment, as the death of the process cuts it. */
import { connect, createServer, type Server, type Socket } from 'node:net';
import { required } from '#kernel/result.ts';

export class Line {
  /** The database's address, by way of this line. */
  readonly url: string;
  readonly #server: Server;
  readonly #sockets: Set<Socket>;

  private constructor(url: string, server: Server, sockets: Set<Socket>) {
    this.url = url;
    this.#server = server;
    this.#sockets = sockets;
  }

  static async to(databaseUrl: string): Promise<Line> {
    const [, before = '', port = '', after = ''] = required(
      /^(.*@127\.0\.0\.1:)(\d+)(\/.*)$/.exec(databaseUrl),
      databaseUrl,
    );
    const sockets = new Set<Socket>();
    const server = createServer((near) => {
      const far = connect(Number(port), '127.0.0.1');
      for (const socket of [near, far]) {
        sockets.add(socket);
        socket.setNoDelay(true);
        socket.on('error', () => undefined);
      }
      near.on('close', () => far.destroy());
      far.on('close', () => near.destroy());
      near.pipe(far).pipe(near);
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    const own = typeof address === 'object' && address !== null ? address.port : 0;
    return new Line(`${before}${own}${after}`, server, sockets);
  }

  /** Nothing more goes over it, in neither direction, and nobody gets another one. */
  cut(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}
