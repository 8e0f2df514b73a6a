import type { NeuronDictionary } from '../dictionary.js';
import type { ChangeLog } from './change-log.js';
import { CorrectedDictionary } from './corrected-dictionary.js';
import { Corrections } from './corrections.js';
import type { ShippedNames } from './language.js';

/**
 * A dictionary with what people say of it, kept in memory. PostgreSQL is the truth: every request looks once for newer
 * changes, in whichever process they were made, so that an answer is never older than its request.
 */
export class CorrectedNeurons {
  private current: CorrectedDictionary;
  private looking: Promise<CorrectedDictionary> | undefined;
  private next: Promise<CorrectedDictionary> | undefined;

  constructor(
    readonly log: ChangeLog,
    readonly measured: NeuronDictionary,
    private readonly shipped: ShippedNames,
  ) {
    this.current = new CorrectedDictionary(measured, new Corrections([]), shipped);
  }

  /**
   * The dictionary with everything that was committed before this call.
   *
   * @param language for names, as a canonical BCP-47 tag; English sentences are not touched by it
   */
  async latest(language?: string): Promise<CorrectedDictionary> {
    return (await this.look()).in(language);
  }

  /** The dictionary with everything that this process knows of already. */
  get known(): CorrectedDictionary {
    return this.current;
  }

  /** A look that runs already may have seen too little: all who come meanwhile share the one after it. */
  private look(): Promise<CorrectedDictionary> {
    if (!this.looking) return this.lookNow();
    this.next ??= this.looking
      .catch(() => undefined)
      .then(() => {
        this.next = undefined;
        return this.lookNow();
      });
    return this.next;
  }

  private lookNow(): Promise<CorrectedDictionary> {
    this.looking = this.readNewer().finally(() => {
      this.looking = undefined;
    });
    return this.looking;
  }

  private async readNewer(): Promise<CorrectedDictionary> {
    const { corrections } = this.current;
    const newer = await this.log.after(this.measured.id, corrections.version);
    if ((newer.at(-1)?.id ?? 0) > this.current.corrections.version)
      this.current = new CorrectedDictionary(
        this.measured,
        new Corrections([...corrections.changes, ...newer]),
        this.shipped,
      );
    return this.current;
  }
}
