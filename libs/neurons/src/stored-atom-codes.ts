import { LRUCache } from 'lru-cache';
import type { DataSource } from 'typeorm';
import type { Modality, VectorStore } from '#encoder';
import { AtomCodes, type Code, type NeuronDictionary } from './dictionary.js';

// About 300 bytes each.
const cachedCodes = 100_000;
// At half a millisecond a code, what is computed before others get their turn.
const codesPerTurn = 16;

type Asked = Parameters<AtomCodes['of']>[0];

interface Row {
  readonly content_hash: string;
  readonly modality: Modality;
  readonly neurons: number[];
  readonly activations: number[];
}

/**
 * Codes of atoms in the table `activation`, the latest also in memory. Those that are missing are computed from
 * the stored vectors and kept; an atom that is not encoded yet has no code and is left out.
 */
export class StoredAtomCodes extends AtomCodes {
  private readonly cache = new LRUCache<string, Code>({ max: cachedCodes });

  constructor(
    private readonly dataSource: DataSource,
    private readonly vectors: VectorStore,
    private readonly dictionary: NeuronDictionary,
  ) {
    super();
  }

  async of(atoms: Asked): Promise<Map<string, Code>> {
    const found = new Map<string, Code>();
    const missing = new Map<string, Asked[number]>();
    for (const atom of atoms) {
      const code = this.cache.get(keyOf(atom));
      if (code) found.set(atom.contentHash, code);
      else missing.set(keyOf(atom), atom);
    }
    if (missing.size === 0) return found;
    const keep = (atom: Asked[number], code: Code): void => {
      this.cache.set(keyOf(atom), code);
      found.set(atom.contentHash, code);
      missing.delete(keyOf(atom));
    };
    for (const row of await this.stored([...missing.values()])) {
      keep({ contentHash: row.content_hash, modality: row.modality }, storedCode(row));
    }
    for (const modality of ['image', 'text'] as const) {
      const hashes = [...missing.values()]
        .filter((atom) => atom.modality === modality)
        .map((a) => a.contentHash);
      for (const [contentHash, code] of await this.compute(modality, hashes))
        keep({ contentHash, modality }, code);
    }
    return found;
  }

  private stored(atoms: Asked): Promise<Row[]> {
    return this.dataSource.query<Row[]>(
      `select content_hash, modality, neurons, activations from activation
       join unnest($2::text[], $3::text[]) as asked (content_hash, modality) using (content_hash, modality)
       where dictionary = $1`,
      [this.dictionary.id, atoms.map((atom) => atom.contentHash), atoms.map((atom) => atom.modality)],
    );
  }

  private async compute(modality: Modality, hashes: readonly string[]): Promise<[string, Code][]> {
    const codes: [string, Code][] = [];
    for (const [hash, vector] of await this.vectors.get(modality, hashes)) {
      codes.push([hash, this.dictionary.code(vector, modality)]);
      if (codes.length % codesPerTurn === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    if (codes.length > 0) await this.store(modality, codes);
    return codes;
  }

  private async store(modality: Modality, codes: readonly (readonly [string, Code])[]): Promise<void> {
    // In the order of the key, so that two writers of the same rows can't wait for one another.
    const rows = codes
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([hash, code]) => ({
        content_hash: hash,
        neurons: [...code.neurons],
        activations: [...code.activations],
      }));
    await this.dataSource.query(
      `insert into activation (dictionary, content_hash, modality, neurons, activations)
       select $1, content_hash, $2, neurons, activations
       from json_to_recordset($3::json) as row (content_hash text, neurons integer[], activations real[])
       on conflict do nothing`,
      [this.dictionary.id, modality, JSON.stringify(rows)],
    );
  }
}

function keyOf(atom: Asked[number]): string {
  return `${atom.modality} ${atom.contentHash}`;
}

function storedCode(row: Row): Code {
  return { neurons: Int32Array.from(row.neurons), activations: Float32Array.from(row.activations) };
}
