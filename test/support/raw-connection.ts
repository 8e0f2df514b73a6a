import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A connection to the engine over which a test sends what no client would. */
export class RawConnection {
  private received = '';
  private readonly closed: Promise<unknown>;

  private constructor(readonly socket: Socket) {
    socket.on('error', () => undefined);
    socket.on('data', (data) => (this.received += data.toString()));
    this.closed = once(socket, 'close');
  }

  static async open(url: string, first = ''): Promise<RawConnection> {
    const { hostname, port } = new URL(url);
    const connection = new RawConnection(connect(Number(port), hostname));
    await once(connection.socket, 'connect');
    if (first !== '') connection.socket.write(first);
    return connection;
  }

  get answer(): string {
    return this.received;
  }

  get isClosed(): boolean {
    return this.socket.destroyed;
  }

  /** Everything that came until the other side closed. */
  async end(): Promise<string> {
    await this.closed;
    return this.received;
  }
}

/** The beginning of a request whose body is longer than what is sent. */
export function halfBody(host: string, path = '/v1/recommendations', bytes = 1_000): string {
  return (
    `POST ${path} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\ncontent-length: ${bytes}\r\n\r\n` +
    '{"query":'
  );
}

/** The beginning of an upload of a megabyte. */
export function halfUpload(host: string): string {
  return (
    `POST /v1/catalogue/uploads HTTP/1.1\r\nhost: ${host}\r\ncontent-type: multipart/form-data; boundary=x\r\n` +
    'content-length: 1000000\r\n\r\n' +
    '--x\r\ncontent-disposition: form-data; name="products"; filename="p.jsonl"\r\n\r\n{"id":"half"'
  );
}
