import { connect, type Socket } from 'node:net';

/** What a server answered to bytes that no HTTP client would send. */
export interface RawAnswer {
  /** 0 when the connection was closed without an answer. */
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

const patienceMs = 60_000;

/** A connection on which bytes are sent as they are; opened again when the server has closed it. */
export class RawConnection {
  private readonly hostname: string;
  private readonly port: number;
  private socket: Socket | undefined;

  constructor(url: string) {
    ({ hostname: this.hostname } = new URL(url));
    this.port = Number(new URL(url).port);
  }

  /** Sends one request and reads its answer; one at a time. */
  send(bytes: string | Buffer): Promise<RawAnswer> {
    if (this.socket?.destroyed !== false) this.socket = connect(this.port, this.hostname);
    const socket = this.socket.setEncoding('latin1').setTimeout(patienceMs);
    const bodiless = String(bytes).startsWith('HEAD ');
    return new Promise((resolve, reject) => {
      let received = '';
      const finish = (open: boolean): void => {
        socket.removeAllListeners();
        socket.on('error', () => undefined);
        if (!open || /\r\nconnection: close\r\n/i.test(received)) socket.destroy();
        resolve(parse(received));
      };
      socket.on('timeout', () => {
        socket.destroy();
        reject(new Error(`no whole answer in time to ${String(bytes).slice(0, 200)}; so far: ${received}`));
      });
      socket.on('data', (chunk) => {
        received += String(chunk);
        if (isWhole(received, bodiless)) finish(true);
      });
      socket.on('close', () => finish(false));
      socket.on('end', () => finish(false));
      socket.on('error', () => finish(false));
      socket.write(bytes);
    });
  }

  close(): void {
    this.socket?.destroy();
  }
}

/** Sends bytes as they are on a connection of their own, and reads the first answer. */
export async function sendRaw(url: string, bytes: string | Buffer): Promise<RawAnswer> {
  const connection = new RawConnection(url);
  try {
    return await connection.send(bytes);
  } finally {
    connection.close();
  }
}

function isWhole(received: string, bodiless: boolean): boolean {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return false;
  if (bodiless || /^HTTP\/1\.1 (204|304)/.test(received)) return true;
  const length = /\r\ncontent-length: (\d+)/i.exec(received.slice(0, end))?.[1];
  return length === undefined
    ? received.endsWith('\r\n0\r\n\r\n')
    : received.length - end - 4 >= Number(length);
}

function parse(received: string): RawAnswer {
  const [head = '', ...body] = received.split('\r\n\r\n');
  const [line = '', ...fields] = head.split('\r\n');
  return {
    status: Number(/^HTTP\/1\.1 (\d{3})/.exec(line)?.[1] ?? 0),
    headers: new Map(
      fields.map((field) => {
        const at = field.indexOf(':');
        return [field.slice(0, at).toLowerCase(), field.slice(at + 1).trim()] as const;
      }),
    ),
    body: body.join('\r\n\r\n'),
  };
}
