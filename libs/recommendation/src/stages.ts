import type { Histogram } from 'prom-client';

/** How long each stage of one request took. */
export class Stages {
  readonly milliseconds: Record<string, number> = {};
  private last = performance.now();

  done(stage: string): void {
    const now = performance.now();
    this.milliseconds[stage] = now - this.last;
    this.last = now;
  }

  observe(histogram: Histogram<'stage'>): void {
    for (const [stage, ms] of Object.entries(this.milliseconds)) histogram.observe({ stage }, ms / 1000);
  }
}
