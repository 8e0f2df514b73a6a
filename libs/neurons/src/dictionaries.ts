import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { InjectRepository } from '@nestjs/typeorm';
import { DataSource, Repository } from 'typeorm';
import { readEncoders, type OpenEncoder } from '#encoder';
import { handledLater, CONFIG, LOGGER, oneAtATime, type Config, type Logger } from '#platform';
import { ChangeLog } from './corrections/change-log.js';
import { CorrectedNeurons } from './corrections/corrected-neurons.js';
import { NeuronChangeRow } from './corrections/neuron-change-row.js';
import { readShippedNames } from './corrections/language.js';
import type { AtomCodes, NeuronDictionary } from './dictionary.js';
import { StoredAtomCodes } from './stored-atom-codes.js';
import {
  fits,
  readDictionaryFiles,
  trainedDictionary,
  type DictionaryFiles,
} from './trained/dictionary-folder.js';
import { DictionaryVersions, type BuiltIn, type Version } from './versions/version.js';
import { measuredKey, readConfidences } from './words/confidence.js';
import { readVocabulary } from './words/vocabulary.js';
import { WordDictionary } from './words/word-dictionary.js';

/** The neurons of one encoder, and the codes of atoms in them. */
export interface OpenDictionary {
  readonly version: Version;
  /** As it is without people's corrections. */
  readonly dictionary: NeuronDictionary;
  /** As people corrected it: what answers use. */
  readonly corrected: CorrectedNeurons;
  readonly codes: AtomCodes;
  /** The dictionary of words, whichever serves: what is asked of words by their names is asked here. */
  readonly words: WordDictionary;
}

/** What a process keeps of one encoder. */
interface OfEncoder {
  readonly words: Promise<WordDictionary>;
  readonly registered: Promise<void>;
  readonly open: Map<string, Promise<OpenDictionary>>;
}

/** Dictionaries that old answers name are asked for one at a time. */
const keptOfOld = 4;

/**
 * The dictionaries of the encoders that run in this process: the one that is active in the table `dictionary`, which
 * at first is the one of the encoder's folder where it is no standby, or else the dictionary of words; the other one
 * waits beside it.
 */
@Injectable()
export class Dictionaries {
  // Gone with the encoder.
  private readonly known = new WeakMap<OpenEncoder, OfEncoder>();
  private readonly old = new LRUCache<string, CorrectedNeurons>({ max: keptOfOld });

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DataSource) private readonly dataSource: DataSource,
    @InjectRepository(NeuronChangeRow) private readonly changes: Repository<NeuronChangeRow>,
    @Inject(DictionaryVersions) private readonly versions: DictionaryVersions,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** An encoder's active dictionary; the first call for most models encodes the vocabulary. */
  async of(encoder: OpenEncoder): Promise<OpenDictionary> {
    return this.open(encoder, await this.active(encoder));
  }

  /** The version that answers are to be made with. */
  async active(encoder: OpenEncoder): Promise<Version> {
    const { model } = encoder.embedder;
    await this.ofEncoder(encoder).registered;
    const version = await this.versions.active(model);
    if (!version) throw new Error(`no dictionary of ${model} is active`);
    return version;
  }

  /** A version's dictionary. */
  open(encoder: OpenEncoder, version: Version): Promise<OpenDictionary> {
    const { open, words } = this.ofEncoder(encoder);
    const opened = open.get(version.id);
    if (opened) return opened;
    const opening = words.then((known) => this.load(encoder, version, known));
    open.set(version.id, opening);
    opening.catch(() => open.delete(version.id));
    return opening;
  }

  /** Forgets a version that no longer answers. */
  release(encoder: OpenEncoder, version: Version): void {
    this.known.get(encoder)?.open.delete(version.id);
  }

  /** The neurons of any dictionary that there was, by the id that answers name; undefined for one that is not known. */
  async named(encoder: OpenEncoder, dictionary: string): Promise<CorrectedNeurons | undefined> {
    const { corrected, words } = await this.of(encoder);
    if (corrected.measured.id === dictionary) return corrected;
    const kept = this.old.get(dictionary);
    if (kept) return kept;
    const version = await this.versions.named(dictionary);
    if (!version && dictionary !== words.id) return undefined;
    if (version?.origin === 'words' && dictionary !== words.id) return undefined;
    const measured =
      version && version.origin !== 'words'
        ? trainedDictionary(await this.versions.files(version.id))
        : words;
    const found = new CorrectedNeurons(new ChangeLog(this.changes), measured, await readShippedNames());
    this.old.set(dictionary, found);
    return found;
  }

  private ofEncoder(encoder: OpenEncoder): OfEncoder {
    const known = this.known.get(encoder);
    if (known) return known;
    const words = handledLater(this.loadWords(encoder));
    const registered = handledLater(words.then((own) => this.register(encoder, own)));
    const made = { words, registered, open: new Map() };
    this.known.set(encoder, made);
    made.registered.catch(() => this.known.delete(encoder));
    return made;
  }

  private async loadWords({ embedder, vectors }: OpenEncoder): Promise<WordDictionary> {
    const confidences = await readConfidences();
    const terms = await readVocabulary();
    // So that the vocabulary is encoded by one process, and read by the others.
    return oneAtATime(this.dataSource, `vocabulary ${measuredKey(embedder)}`, () =>
      WordDictionary.load(embedder, vectors, terms, confidences),
    );
  }

  private async register({ embedder }: OpenEncoder, words: WordDictionary): Promise<void> {
    const about = { model: embedder.model, centring: embedder.centringId };
    const files = await this.shipped(about);
    const ofWords: BuiltIn = { ...about, origin: 'words', dictionary: words.id };
    const shipped: BuiltIn | undefined = files && {
      ...about,
      origin: 'shipped',
      dictionary: files.manifest.id,
      files,
    };
    const [first, other] = shipped && !files?.manifest.standby ? [shipped, ofWords] : [ofWords, shipped];
    if (other) await this.versions.offer(other);
    const stale = await this.versions.register({ ...first, beside: other?.dictionary });
    for (const { id, dictionary, centring } of stale)
      this.logger.warn(
        { version: id, dictionary, of: centring, encoder: about },
        'a dictionary is of other means than its encoder is centred with now, and no longer served; fit a new one',
      );
  }

  /** The dictionary of the encoder's folder, where it fits the encoder. */
  private async shipped(about: { model: string; centring: string }): Promise<DictionaryFiles | undefined> {
    const encoders = await readEncoders(this.dataSource.manager);
    const row = encoders.find(({ model }) => model === about.model);
    if (!row) return undefined;
    const folder = join(this.config.modelsDir, row.folder, 'neurons');
    let files: DictionaryFiles | undefined;
    try {
      files = await readDictionaryFiles(folder);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.logger.error(
        { folder, reason },
        'the shipped dictionary is DAMAGED and not used: what was active before goes on, or the words serve; put its files back',
      );
      return undefined;
    }
    if (!files || fits(files.manifest, { model: about.model, centringId: about.centring })) return files;
    const { model, centring } = files.manifest;
    this.logger.warn(
      { folder, of: { model, centring }, encoder: about },
      'the shipped dictionary is of another encoder or other means, and not used: fit it again (npm run lab -- neurons fit)',
    );
    return undefined;
  }

  private async load(encoder: OpenEncoder, version: Version, words: WordDictionary): Promise<OpenDictionary> {
    const began = performance.now();
    const { embedder, vectors } = encoder;
    const dictionary =
      version.origin === 'words' ? words : trainedDictionary(await this.versions.files(version.id));
    if (dictionary === words && !(await readConfidences()).models[measuredKey(embedder)])
      this.logger.warn(
        { model: embedder.model, centring: embedder.centringId },
        'the names of the neurons were not measured for this model: no sentence will use them (docs/neurons.md)',
      );
    this.logger.info(
      {
        dictionary: dictionary.id,
        origin: version.origin,
        neurons: dictionary.size,
        milliseconds: Math.round(performance.now() - began),
      },
      'dictionary ready',
    );
    return {
      version,
      dictionary,
      corrected: new CorrectedNeurons(new ChangeLog(this.changes), dictionary, await readShippedNames()),
      codes: new StoredAtomCodes(this.dataSource, vectors, dictionary),
      words,
    };
  }
}
