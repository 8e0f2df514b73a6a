import { Inject, Injectable } from '@nestjs/common';
import {
  carryCorrections,
  Dictionaries,
  DictionaryFit,
  DictionaryVersions,
  type RequestedFit,
} from '#neurons';
import { ProblemError } from '#platform';
import {
  shownVersion,
  type ActivatedAnswer,
  type DictionariesAnswer,
  type DictionaryAnswer,
} from './dictionaries-contract.js';
import { Stacks } from './stacks.js';

/** Fits dictionaries for the encoder that serves, and puts one in the place of another. */
@Injectable()
export class DictionarySwitch {
  constructor(
    @Inject(Stacks) private readonly stacks: Stacks,
    @Inject(Dictionaries) private readonly dictionaries: Dictionaries,
    @Inject(DictionaryVersions) private readonly versions: DictionaryVersions,
    @Inject(DictionaryFit) private readonly fits: DictionaryFit,
  ) {}

  async list(): Promise<DictionariesAnswer> {
    const { model, dictionary } = this.stacks.serving;
    return {
      model,
      answering: dictionary.id,
      dictionaries: (await this.versions.list(model)).map(shownVersion),
    };
  }

  /** @throws {ProblemError} 404 */
  async one(id: string): Promise<DictionaryAnswer> {
    const version = await this.versions.get(id);
    if (version) return shownVersion(version);
    throw ProblemError.notFound('dictionary', id, 'GET /v1/dictionaries lists them');
  }

  /** @throws {ProblemError} 422 with too few pairs, 409 while another fit runs */
  async fit(asked: RequestedFit): Promise<DictionaryAnswer> {
    return shownVersion(await this.fits.begin(this.stacks.serving.encoder, asked));
  }

  /**
   * Makes a standby or a retired dictionary the active one; each process answers with it as soon as its index is
   * ready.
   *
   * @throws {ProblemError} 404, 409 for one in another state or of another encoder
   */
  async activate(id: string): Promise<ActivatedAnswer> {
    const { encoder, model } = this.stacks.serving;
    const version = await this.versions.get(id);
    if (!version) throw ProblemError.notFound('dictionary', id, 'GET /v1/dictionaries lists them');
    if (version.model !== model)
      throw new ProblemError(
        409,
        'not-activatable',
        `Dictionary ${id} is of ${version.model}; ${model} serves.`,
      );
    const next = version.dictionary === null ? undefined : await this.dictionaries.open(encoder, version);
    await this.versions.activate(id, async (from, manager) => {
      if (!next) throw new Error('only a fitted dictionary can become active');
      const former = await this.dictionaries.open(encoder, from);
      return carryCorrections(manager, former.dictionary, next.dictionary);
    });
    await this.stacks.look();
    return { ...(await this.one(id)), answering: this.stacks.serving.dictionary.id };
  }
}
