import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import { Budget, type GiveBack } from '../budget.js';
import { ProblemError } from './problem.js';

/** Bytes of bodies and fetched pictures that requests in flight may hold together; decoded they need a few times as much. */
const bytesInFlight = 64 * 1024 ** 2;
const patienceMs = 2_000;

/** What one request holds, until its answer is sent. */
export class ReservedMemory {
  private readonly shares: GiveBack[] = [];
  private released = false;

  add(share: GiveBack): void {
    if (this.released) share();
    else this.shares.push(share);
  }

  release(): void {
    this.released = true;
    for (const share of this.shares.splice(0)) share();
  }
}

/** Limits what the requests in flight hold together: beyond it they wait a moment, then are told to come back. */
@Injectable()
export class RequestMemory {
  private readonly budget = new Budget(bytesInFlight);
  private readonly current = new AsyncLocalStorage<ReservedMemory>();

  /** Runs `work`, and what it starts, as the request that holds `held`. */
  enter(held: ReservedMemory, work: () => void): void {
    this.current.run(held, work);
  }

  /** @throws {ProblemError} 503 when there is no room within two seconds. */
  async reserve(bytes: number, held = this.current.getStore()): Promise<void> {
    if (!held) return;
    try {
      held.add(await this.budget.take(bytes, AbortSignal.timeout(patienceMs)));
    } catch {
      throw ProblemError.unavailable('Too many large requests are being answered; try again in a moment.');
    }
  }
}
