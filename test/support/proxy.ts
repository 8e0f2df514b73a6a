import { connect, createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';

/** A way to a server that can fall silent: connections stay, are even accepted, and nothing is forwarded any more. */
export class Proxy {
  private readonly pairs: { readonly from: Socket; readonly to: Socket }[] = [];
  private silent = false;

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async to(target: number): Promise<Proxy> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const proxy = new Proxy(server, typeof address === 'object' && address ? address.port : 0);
    server.on('connection', (from) => proxy.join(from, target));
    return proxy;
  }

  /** Nothing is forwarded until {@link speak}, and never again over the connections that there are. */
  fallSilent(): void {
    this.silent = true;
    for (const { from, to } of this.pairs) {
      from.unpipe(to).pause();
      to.unpipe(from).pause();
    }
  }

  /** New connections are forwarded. */
  speak(): void {
    this.silent = false;
  }

  async close(): Promise<void> {
    for (const { from, to } of this.pairs) {
      from.destroy();
      to.destroy();
    }
    this.server.close();
    await once(this.server, 'close');
  }

  private join(from: Socket, target: number): void {
    const to = connect(target, '127.0.0.1');
    for (const socket of [from, to]) socket.on('error', () => undefined);
    this.pairs.push({ from, to });
    if (this.silent) return;
    from.pipe(to);
    to.pipe(from);
  }
}
