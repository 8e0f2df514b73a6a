import type { EntityManager } from 'typeorm';
import type { DictionaryFiles } from '../trained/dictionary-folder.js';
import type { JudgedGate } from '../gates/judge.js';
import type { CarriedCorrections } from './carry-corrections.js';

/** Where a dictionary comes from: the vocabulary, the encoder's folder, or a fit on the catalogue. */
export type Origin = 'words' | 'shipped' | 'catalogue';

/**
 * fitting -> standby (it passed its gates), refused (it did not) or failed; a standby becomes active, and what was
 * active retires; a retired one can become active again.
 */
export type VersionState = 'fitting' | 'standby' | 'refused' | 'failed' | 'active' | 'retired';

/** What a fit may be asked for; what is not given is as in the dictionary that serves, or else the default. */
export interface RequestedFit {
  readonly units?: number | undefined;
  readonly active?: number | undefined;
  readonly epochs?: number | undefined;
  readonly batch?: number | undefined;
  readonly seed?: number | undefined;
}

/** A dictionary of an encoder, without its weights. */
export interface Version {
  readonly id: string;
  readonly model: string;
  readonly centring: string;
  readonly origin: Origin;
  /** The dictionary's own id, as answers name it; null until it is fitted. */
  readonly dictionary: string | null;
  readonly state: VersionState;
  readonly parent: string | null;
  readonly settings: RequestedFit;
  readonly units: number | null;
  readonly pairs: number | null;
  /** Units that have a name. */
  readonly named: number | null;
  readonly gates: readonly JudgedGate[] | null;
  readonly carried: CarriedCorrections | null;
  readonly problem: string | null;
  readonly createdAt: Date;
  readonly activatedAt: Date | null;
}

/** What an encoder came with. */
export interface BuiltIn {
  readonly model: string;
  readonly centring: string;
  readonly origin: 'words' | 'shipped';
  readonly dictionary: string;
  readonly files?: DictionaryFiles | undefined;
  /** The dictionary that is offered beside it: where a person activated that one, it stays. */
  readonly beside?: string | undefined;
}

/** The dictionaries that there are, in every process the same. */
export abstract class DictionaryVersions {
  /** Writes down a dictionary that an encoder came with and that waits to be activated. */
  abstract offer(builtIn: BuiltIn): Promise<void>;

  /**
   * Writes down what an encoder came with. It becomes active where nothing is, and in place of what the encoder came
   * with before; one fitted on the catalogue stays. One of other means is stale and retires: returned.
   */
  abstract register(builtIn: BuiltIn): Promise<Version[]>;
  /** The one that answers are made with; undefined before {@link register}. */
  abstract active(model: string): Promise<Version | undefined>;
  /** The latest first. */
  abstract list(model: string): Promise<Version[]>;
  abstract get(id: string): Promise<Version | undefined>;
  /** Any version with this dictionary. */
  abstract named(dictionary: string): Promise<Version | undefined>;
  /** @throws {Error} for a version that is not trained */
  abstract files(id: string): Promise<DictionaryFiles>;
  /** A version that is being fitted; undefined while another one of the model is. `also` runs in the same transaction. */
  abstract begin(
    parent: Version,
    settings: RequestedFit,
    also: (id: string, manager: EntityManager) => Promise<void>,
  ): Promise<Version | undefined>;
  /** What was fitted and how it was judged, where it is still being fitted. */
  abstract fitted(
    id: string,
    files: DictionaryFiles,
    gates: readonly JudgedGate[],
    state: 'standby' | 'refused',
  ): Promise<void>;
  abstract failed(id: string, problem: string, manager?: EntityManager): Promise<void>;
  /**
   * Makes a standby or a retired one active, and the active one retired, in one transaction with `also`.
   *
   * @throws {ProblemError} 409 for one in another state
   */
  abstract activate(
    id: string,
    also: (from: Version, manager: EntityManager) => Promise<CarriedCorrections>,
  ): Promise<CarriedCorrections>;
}
