import { Inject, Injectable } from '@nestjs/common';
import { lockModelsInUse, OpenEncoders, UnreadablePicture, type Modality, type OpenEncoder } from '#encoder';
import { JobQueue, LOGGER, type JobContext, type JobHandler, type Logger } from '#platform';
import { DataSource, type EntityManager } from 'typeorm';
import { StoredPictures, Products, pictureAtoms, productContents } from '#catalogue';
import { UploadLedger } from '../upload/upload-ledger.js';
import {
  stopIfAborted,
  workFor,
  type ActivatePayload,
  type EncodePayload,
  type IndexPayload,
} from '../jobs.js';

const chunk = 32;
/** Bytes of pictures that are in memory at a time, about. */
const bytesAtOnce = 32 * 1024 ** 2;

interface ReadPicture {
  readonly hash: string;
  readonly contents: Buffer;
}

/** Encodes what of a batch of products has no vector of the model yet, then hands the batch to `index` and `activate`. */
@Injectable()
export class EncodeJob implements JobHandler<'encode'> {
  readonly name = 'encode';

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(JobQueue) private readonly queue: JobQueue,
    @Inject(OpenEncoders) private readonly encoders: OpenEncoders,
    @Inject(Products) private readonly products: Products,
    @Inject(StoredPictures) private readonly pictures: StoredPictures,
    @Inject(UploadLedger) private readonly ledger: UploadLedger,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    queue.register(this);
  }

  async run(payload: EncodePayload, { signal, advanced }: JobContext): Promise<void> {
    const { model, uploadId, productIds } = payload;
    // Before the atoms: a product that changes in between counts as not encoded yet.
    const contents = await this.productContents(productIds);
    const { image, text } = await this.atomContents(productIds);
    const encoder = await this.encoders.of(model);
    // The model was dropped while the job waited: `index` ends an upload's wait for it.
    if (!encoder && uploadId === null) return;
    if (encoder) {
      for (const hashes of chunks(await missing(encoder, 'image', [...image]))) {
        stopIfAborted(signal);
        await this.encodePictures(encoder, uploadId, hashes);
        await advanced();
      }
      for (const hashes of chunks(await missing(encoder, 'text', [...text.keys()]))) {
        stopIfAborted(signal);
        const encoded = await encoder.embedder.texts(hashes.map((hash) => text.get(hash) ?? ''));
        await encoder.vectors.put('text', paired(hashes, encoded));
        await advanced();
      }
    }
    await this.dataSource.transaction(async (manager) => {
      const work = workFor(model, await lockModelsInUse(manager));
      if (uploadId !== null) {
        const [, marked]: [unknown, number] = await manager.query(
          `update upload_product set encoded_at = now()
           where upload_id = $1 and product_id = any($2) and encoded_at is null`,
          [uploadId, productIds],
        );
        // Nothing to mark: this ran before and died between its commit and the queue's.
        if (marked === 0) return;
      }
      const index: IndexPayload = { ...payload, contents };
      await this.queue.enqueue('index', index, work, manager);
      const activate: ActivatePayload = { model, image: [...image], text: [...text.keys()] };
      await this.queue.enqueue('activate', activate, work, manager);
    });
  }

  /** Its upload does not wait any more. */
  again(payload: EncodePayload): EncodePayload {
    return { ...payload, uploadId: null };
  }

  setAside(payload: EncodePayload, reason: string, manager: EntityManager): Promise<void> {
    return this.ledger.giveUpProducts(payload, reason, manager);
  }

  private async productContents(productIds: readonly string[]): Promise<Record<string, string>> {
    const products = await productContents(this.dataSource.manager, productIds);
    return Object.fromEntries(products.map(({ id, contentHash }) => [id, contentHash]));
  }

  private async atomContents(
    productIds: readonly string[],
  ): Promise<{ image: Set<string>; text: Map<string, string> }> {
    const image = new Set<string>();
    const text = new Map<string, string>();
    for (const atom of await this.products.atoms(productIds)) {
      if (atom.text === null) image.add(atom.contentHash);
      else text.set(atom.contentHash, atom.text);
    }
    return { image, text };
  }

  /** Encodes pictures; one that the encoder refuses is reported and left without a vector. */
  private async encodePictures(
    encoder: OpenEncoder,
    uploadId: string | null,
    hashes: readonly string[],
  ): Promise<void> {
    let readable: ReadPicture[] = [];
    let bytes = 0;
    for (const hash of hashes) {
      const contents = await this.pictures.original(hash);
      if (!contents) {
        await this.report(uploadId, hash, 'the stored picture is gone or damaged', 'upload it again');
        continue;
      }
      readable.push({ hash, contents });
      bytes += contents.length;
      if (bytes < bytesAtOnce) continue;
      await this.encodeRead(encoder, uploadId, readable);
      [readable, bytes] = [[], 0];
    }
    await this.encodeRead(encoder, uploadId, readable);
  }

  private async encodeRead(
    encoder: OpenEncoder,
    uploadId: string | null,
    readable: ReadPicture[],
  ): Promise<void> {
    while (readable.length > 0) {
      try {
        const encoded = await encoder.embedder.pictures(readable.map(({ contents }) => contents));
        await encoder.vectors.put(
          'image',
          paired(
            readable.map(({ hash }) => hash),
            encoded,
          ),
        );
        return;
      } catch (error) {
        if (!(error instanceof UnreadablePicture)) throw error;
        const [refused] = readable.splice(error.index, 1);
        if (!refused) throw error;
        await this.report(uploadId, refused.hash, error.message, error.fix);
      }
    }
  }

  private async report(uploadId: string | null, hash: string, message: string, fix: string): Promise<void> {
    this.logger.warn({ uploadId, picture: hash }, `a picture was not encoded: ${message}`);
    if (uploadId === null) return;
    const { manager } = this.dataSource;
    const atoms = await pictureAtoms(manager, hash);
    const rows: { row: string; position: number }[] = await manager.query(
      `select p.row, a.position from upload_product p
         join unnest($2::text[], $3::integer[]) as a (product_id, position) using (product_id)
       where p.upload_id = $1`,
      [uploadId, atoms.map(({ productId }) => productId), atoms.map(({ position }) => position)],
    );
    await this.ledger.report(
      manager,
      uploadId,
      rows.map(({ row, position }) => ({
        file: 'products' as const,
        row: Number(row),
        field: `pictures.${position}`,
        message,
        fix,
      })),
    );
  }
}

async function missing(
  { vectors }: OpenEncoder,
  modality: Modality,
  hashes: readonly string[],
): Promise<string[]> {
  const stored = await vectors.get(modality, hashes);
  return hashes.filter((hash) => !stored.has(hash));
}

function* chunks(hashes: readonly string[]): Generator<string[]> {
  for (let first = 0; first < hashes.length; first += chunk) yield hashes.slice(first, first + chunk);
}

function paired(hashes: readonly string[], vectors: readonly Float32Array[]): Map<string, Float32Array> {
  const pairs = new Map<string, Float32Array>();
  for (const [index, hash] of hashes.entries()) {
    const vector = vectors[index];
    if (!vector) throw new Error('the encoder gave fewer vectors than it was given contents');
    pairs.set(hash, vector);
  }
  return pairs;
}
