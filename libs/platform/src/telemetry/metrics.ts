import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** The process's metrics, served at /metrics. Names start with "concella_"; asked for again, a name gives the same metric. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  counter<L extends string>(name: string, help: string, labelNames: readonly L[] = []): Counter<L> {
    return (
      (this.known(name) as Counter<L> | undefined) ??
      new Counter({
        name: `concella_${name}`,
        help,
        labelNames: [...labelNames],
        registers: [this.registry],
      })
    );
  }

  gauge<L extends string>(name: string, help: string, labelNames: readonly L[] = []): Gauge<L> {
    return (
      (this.known(name) as Gauge<L> | undefined) ??
      new Gauge({
        name: `concella_${name}`,
        help,
        labelNames: [...labelNames],
        registers: [this.registry],
      })
    );
  }

  /** Durations in seconds. */
  histogram<L extends string>(name: string, help: string, labelNames: readonly L[] = []): Histogram<L> {
    return (
      (this.known(name) as Histogram<L> | undefined) ??
      new Histogram({
        name: `concella_${name}`,
        help,
        labelNames: [...labelNames],
        buckets: [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5],
        registers: [this.registry],
      })
    );
  }

  private known(name: string): unknown {
    return this.registry.getSingleMetric(`concella_${name}`);
  }
}
