/** A command of the lab: a module that does its work when it is imported. */
export interface LabCommand {
  readonly name: string;
  readonly summary: string;
  readonly reads: string;
  readonly writes: string;
  /** Minutes and memory on two cores, roughly. */
  readonly cost: string;
  readonly run: () => Promise<unknown>;
}

export interface Topic {
  readonly name: string;
  readonly summary: string;
  readonly commands: readonly LabCommand[];
}

/** What several commands read. */
export const sources = {
  seed: 'the seed shop',
  encoder: 'the encoder',
  labelled: 'the seed shop, own renders and fashion, clothing, grocery and objects of the data folder',
} as const;
