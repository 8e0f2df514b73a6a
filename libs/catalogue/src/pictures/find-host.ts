import type { LookupAddress, LookupOptions } from 'node:dns';
import { Resolver } from 'node:dns/promises';

export class PrivateAddress extends Error {}

type LookupDone = (
  error: NodeJS.ErrnoException | null,
  address: string | LookupAddress[],
  family?: number,
) => void;

const loopback: LookupAddress[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
];

/**
 * Finds the addresses of host names by DNS. Not with dns.lookup: that one takes a thread from the few that files and
 * pictures need, so a few names whose servers are silent would hold everything else.
 */
export class HostFinder {
  constructor(
    private readonly allowed: (address: string) => boolean,
    private readonly resolver = new Resolver({ timeout: 1_500, tries: 2 }),
  ) {}

  /** In the form that sockets ask in. A name is refused when any of its addresses is not allowed. */
  readonly lookup = (name: string, options: LookupOptions, done: LookupDone): void => {
    this.addresses(name).then(
      (addresses) => {
        const [first] = addresses;
        if (options.all === true) done(null, addresses);
        else if (first) done(null, first.address, first.family);
      },
      (error: unknown) => done(error as NodeJS.ErrnoException, []),
    );
  };

  /** At least one address. @throws {PrivateAddress} or what DNS says. */
  private async addresses(name: string): Promise<LookupAddress[]> {
    const found = /(^|\.)localhost\.?$/i.test(name) ? loopback : await this.ask(name);
    if (found.some(({ address }) => !this.allowed(address))) throw new PrivateAddress();
    return found;
  }

  private async ask(name: string): Promise<LookupAddress[]> {
    const [four, six] = await Promise.allSettled([
      this.resolver.resolve4(name),
      this.resolver.resolve6(name),
    ]);
    const of = (answer: PromiseSettledResult<string[]>, family: number): LookupAddress[] =>
      answer.status === 'fulfilled' ? answer.value.map((address) => ({ address, family })) : [];
    const found = [...of(four, 4), ...of(six, 6)];
    if (found.length > 0) return found;
    const failed = [four, six].find((answer) => answer.status === 'rejected');
    throw Object.assign(new Error(`the name ${name} has no address`), {
      code: (failed?.reason as NodeJS.ErrnoException | undefined)?.code ?? 'ENODATA',
    });
  }
}
