import { UnreadablePicture } from '#encoder';
import { Budget } from '#platform';
import { LRUCache } from 'lru-cache';

const failuresInARow = 3;
const rememberedMs = 5 * 60_000;
const addressesAtOnce = 4;
const hostsRemembered = 10_000;

interface Host {
  readonly places: Budget;
  failures: number;
  givenUpUntil: number;
}

/** What this process knows of the hosts that pictures come from: how many addresses of each are read, and which are dead. */
export class PictureHosts {
  private readonly hosts = new LRUCache<string, Host>({ max: hostsRemembered });

  /** Runs `work` when few enough other addresses of the host are being read. */
  async visit<T>(name: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    const giveBack = await this.host(name).places.take(1, signal);
    try {
      return await work();
    } finally {
      giveBack();
    }
  }

  /** @throws {UnreadablePicture} when the host failed several times in a row a short while ago. */
  check(name: string): void {
    const left = this.host(name).givenUpUntil - Date.now();
    if (left <= 0) return;
    const minutes = Math.ceil(left / 60_000);
    throw new UnreadablePicture(
      `${name.slice(0, 100)} failed ${failuresInARow} times in a row; it is not asked again for ${minutes} minutes`,
      'upload these rows again when the host answers, or put the pictures into the zip',
    );
  }

  answered(name: string): void {
    this.host(name).failures = 0;
  }

  failed(name: string): void {
    const host = this.host(name);
    host.failures += 1;
    if (host.failures < failuresInARow) return;
    host.failures = 0;
    host.givenUpUntil = Date.now() + rememberedMs;
  }

  private host(name: string): Host {
    let host = this.hosts.get(name);
    if (!host) {
      host = { places: new Budget(addressesAtOnce), failures: 0, givenUpUntil: 0 };
      this.hosts.set(name, host);
    }
    return host;
  }
}
