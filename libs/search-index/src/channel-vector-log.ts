import { DatabaseClient } from '#platform';

/** Of the server, before the connection counts as broken. */
const longestSilenceMs = 2_000;

/** One row of the table channel_vector: what a product's channels are after the change number `seq`. */
export interface LogRow {
  readonly product_id: string;
  readonly ordinal: number;
  readonly image: Uint8Array | null;
  readonly description: Uint8Array | null;
  readonly reviews: Uint8Array | null;
  readonly deleted: boolean;
  readonly seq: string;
}

/** The table channel_vector of one model, read in the order of its changes over a connection of its own. */
export class ChannelVectorLog {
  private news = false;
  private wakeUp: (() => void) | undefined;
  private failure: Error | undefined;

  private constructor(
    private readonly client: DatabaseClient,
    private readonly model: string,
  ) {
    client.on('notification', () => this.wake());
    client.on('error', (error) => this.fail(error));
    client.on('end', () => this.fail(new Error('the connection that follows channel_vector ended')));
  }

  static async connect(databaseUrl: string, model: string): Promise<ChannelVectorLog> {
    const client = new DatabaseClient({
      connectionString: databaseUrl,
      application_name: 'concella-index',
      keepAlive: true,
      connectionTimeoutMillis: longestSilenceMs,
      query_timeout: 60_000,
    });
    const log = new ChannelVectorLog(client, model);
    try {
      await client.connect();
      await log.ask('listen channel_vector');
      return log;
    } catch (error) {
      await client.leave();
      throw error;
    }
  }

  /** The next changes after `seq`, oldest first. Vectors come as they are stored: float32, little-endian. */
  async read(seq: bigint, limit: number): Promise<LogRow[]> {
    this.check();
    // Reading may take long; finding out that nobody is there any more must not.
    await this.ask('select 1');
    // In the text format: this driver decodes binary results as UTF-8 first, which garbles vectors.
    const found = await this.client.query<LogRow>(
      // A bare "order by seq" would mean the text of the answer's column, in which 10 comes before 9.
      `select product_id, ordinal, image, description, reviews, deleted, seq::text
       from channel_vector as log where model = $1 and seq > $2 order by log.seq limit $3`,
      [this.model, String(seq), limit],
    );
    return found.rows;
  }

  /** The number of the last change; 0 when there is none. */
  async lastSeq(): Promise<bigint> {
    this.check();
    const found = await this.client.query<{ last: string }>(
      'select coalesce(max(seq), 0)::text as last from channel_vector where model = $1',
      [this.model],
    );
    return BigInt(found.rows[0]?.last ?? 0);
  }

  /** Resolves when something may have changed, or after `ms` at the latest: a notification can get lost. */
  async waitForNews(ms: number): Promise<void> {
    this.check();
    if (!this.news) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.wakeUp = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.wakeUp = undefined;
    }
    this.news = false;
  }

  /** Ends a wait, or the next one. */
  wake(): void {
    this.news = true;
    this.wakeUp?.();
  }

  /** What is asked fails at once. */
  break(): void {
    this.client.break();
  }

  async close(): Promise<void> {
    await this.client.leave();
  }

  /** Asks what the server answers at once, if it is there. */
  private async ask(text: string): Promise<void> {
    const late = setTimeout(() => this.client.break(), longestSilenceMs);
    try {
      await this.client.query(text);
    } finally {
      clearTimeout(late);
    }
  }

  private fail(error: Error): void {
    this.failure ??= error;
    this.wake();
  }

  private check(): void {
    if (this.failure) throw this.failure;
  }
}
