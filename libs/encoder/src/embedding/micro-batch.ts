interface Asked<In, Out> {
  readonly input: In;
  readonly resolve: (output: Out) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Joins requests that arrive together: everything asked within one turn of the event loop, or while a batch
 * is running, goes into the next batch. A lone request waits for nothing, so batching costs no latency.
 * A batch that fails is run again one by one, so that one bad input fails alone.
 */
export class MicroBatch<In, Out> {
  private asked: Asked<In, Out>[] = [];
  private busy = false;

  constructor(
    private readonly run: (inputs: readonly In[]) => Promise<readonly Out[]>,
    private readonly limit: number,
  ) {}

  ask(input: In): Promise<Out> {
    return new Promise((resolve, reject) => {
      this.asked.push({ input, resolve, reject });
      if (this.busy) return;
      this.busy = true;
      setImmediate(() => {
        this.drain().catch(reject);
      });
    });
  }

  private async drain(): Promise<void> {
    while (this.asked.length > 0) {
      const batch = this.asked.slice(0, this.limit);
      this.asked = this.asked.slice(this.limit);
      await this.answer(batch);
    }
    this.busy = false;
  }

  private async answer(batch: readonly Asked<In, Out>[]): Promise<void> {
    try {
      const outputs = await this.run(batch.map(({ input }) => input));
      batch.forEach(({ resolve }, i) => resolve(outputs[i] as Out));
    } catch (error) {
      const [only] = batch;
      if (batch.length === 1) only?.reject(error);
      else for (const one of batch) await this.answer([one]);
    }
  }
}
