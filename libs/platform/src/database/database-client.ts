import pg from 'pg';

/** What the driver keeps of its connection; not in its types. */
interface Wired {
  readonly connection: { readonly stream: { destroy(): void } };
}

const longestGoodbyeMs = 1_000;

/** A connection whose break ends nothing but what is asked over it. */
export class DatabaseClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    // An 'error' event that nobody listens to ends the process. Who asks something is told by its query.
    this.on('error', () => undefined);
  }

  /** Breaks the connection: everything asked over it fails at once. */
  break(): void {
    (this as unknown as Wired).connection.stream.destroy();
  }

  /** Ends the connection; a server that does not answer is left after a second. */
  async leave(): Promise<void> {
    const late = setTimeout(() => this.break(), longestGoodbyeMs);
    try {
      await this.end();
    } catch {
      // It was broken before.
    } finally {
      clearTimeout(late);
    }
  }
}

/** The connections of a pool, so that they can be broken together. */
export class OpenConnections {
  private readonly open = new Set<DatabaseClient>();

  /** For the option `Client` of a pool. */
  readonly Client: new (config?: string | pg.ClientConfig) => DatabaseClient;

  constructor() {
    const { open } = this;
    this.Client = class extends DatabaseClient {
      constructor(config?: string | pg.ClientConfig) {
        super(config);
        open.add(this);
        this.once('end', () => open.delete(this));
      }
    };
  }

  break(): void {
    for (const client of this.open) client.break();
  }
}
