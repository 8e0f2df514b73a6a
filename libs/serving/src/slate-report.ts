import { setImmediate } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { Products, type Listing } from '#catalogue';
import { dot } from '#encoder';
import { ProblemError } from '#platform';
import type { SlateRequest } from '#recommendation';
import { attributeQueries, sampledProducts, titleQueries, type ReportQuery } from './catalogue-queries.js';
import { queryGroup, type ReportAnswer, type ReportRequest } from './contract.js';
import { compared, estimateOrZeros } from './estimate.js';
import { rightShare, slateChange, type SlateChange } from './slate-change.js';
import type { Stack } from './stack.js';
import { Switching } from './switching.js';

const places = 10;
const galleryPictures = 2_000;

interface ComparedQuery extends ReportQuery {
  readonly serving: readonly string[];
  readonly standby: readonly string[];
  readonly change: SlateChange;
}

/** Compares what both encoders answer, by the very code that answers customers. */
@Injectable()
export class SlateReport {
  private running = false;

  constructor(
    @Inject(Switching) private readonly switching: Switching,
    @Inject(Products) private readonly products: Products,
  ) {}

  /** @throws {ProblemError} 404 without a standby, 409 before it is ready or while another report is being made. */
  async compare(request: ReportRequest): Promise<ReportAnswer> {
    if (this.running)
      throw new ProblemError(409, 'report-running', 'A report is being made; ask again when it is done.');
    this.running = true;
    try {
      return await this.make(request);
    } finally {
      this.running = false;
    }
  }

  private async make({ queries, sample }: ReportRequest): Promise<ReportAnswer> {
    const { serving, standby } = await this.switching.bothReady();
    const sampled = sampledProducts(serving.index, this.products, sample);
    const asked: ReportQuery[] = [
      ...queries.map(({ text, right }) => ({
        text,
        group: 'given' as const,
        right: right && new Set(right),
      })),
      ...titleQueries(sampled),
      ...(await attributeQueries(sampled, this.products)),
    ];
    const answers: ComparedQuery[] = [];
    // One after another: customers' queries come first.
    for (const query of asked) {
      const [before, after] = [await slate(serving, query.text), await slate(standby, query.text)];
      answers.push({ ...query, serving: before, standby: after, change: slateChange(before, after) });
    }
    const changed = answers.filter(({ change }) => change.changed);
    return {
      serving: named(serving),
      standby: named(standby),
      queries: answers.length,
      changed: changed.length,
      overlapAt10: estimateOrZeros(answers.map(({ change }) => change.overlap)),
      groups: queryGroup.options.flatMap((group) => {
        const own = answers.filter((answer) => answer.group === group);
        return own.length > 0 ? [{ group, ...figures(own) }] : [];
      }),
      titleToPicture: await this.titleToPicture(sampled, serving, standby),
      changes: changed
        .sort((a, b) => a.change.overlap - b.change.overlap)
        .map(({ text, group, change, serving: before, standby: after }) => ({
          text,
          group,
          overlapAt10: change.overlap,
          meanMove: change.meanMove,
          serving: [...before],
          standby: [...after],
        })),
    };
  }

  private async titleToPicture(
    sampled: readonly Listing[],
    serving: Stack,
    standby: Stack,
  ): Promise<ReportAnswer['titleToPicture']> {
    const gallery = [
      ...new Set([...sampled.map(({ ordinal }) => ordinal), ...serving.index.sample(galleryPictures)]),
    ];
    const ranks = async ({ index, encoder }: Stack): Promise<number[]> => {
      const pictures = gallery.flatMap((ordinal) => index.channelVectors(ordinal)?.image ?? []);
      const found: number[] = [];
      for (const { ordinal, title } of sampled) {
        const own = index.channelVectors(ordinal)?.image;
        if (!own) continue;
        const text = await encoder.embedder.text(title);
        const score = dot(text, own);
        found.push(pictures.filter((picture) => dot(text, picture) > score).length);
        await setImmediate();
      }
      return found;
    };
    const [before, after] = [await ranks(serving), await ranks(standby)];
    const recall = (k: number) => {
      const within = (rank: number): number => (rank < k ? 1 : 0);
      return compared(before.map(within), after.map(within));
    };
    const [recallAt1, recallAt10] = [recall(1), recall(places)];
    if (!recallAt1 || !recallAt10 || before.length !== after.length) return null;
    return { queries: before.length, gallery: gallery.length, recallAt1, recallAt10 };
  }
}

async function slate({ recommender }: Stack, text: string): Promise<string[]> {
  const request: SlateRequest = {
    text,
    picture: undefined,
    like: [],
    unlike: [],
    weights: undefined,
    steer: [],
    filter: {},
    limit: places,
    offset: 0,
    diversity: 0,
    explain: 'none',
    // Product by product: which variant stands for its family would hide changes.
    collapseVariants: false,
  };
  return (await recommender.recommend(request)).results.map(({ product }) => product.id);
}

function figures(answers: readonly ComparedQuery[]): Omit<ReportAnswer['groups'][number], 'group'> {
  const judged = answers.flatMap(({ right, serving, standby }) =>
    right ? [{ right, serving, standby }] : [],
  );
  const both = (value: (slate: readonly string[], right: ReadonlySet<string>) => number) =>
    compared(
      judged.map(({ serving, right }) => value(serving, right)),
      judged.map(({ standby, right }) => value(standby, right)),
    );
  return {
    queries: answers.length,
    overlapAt10: estimateOrZeros(answers.map(({ change }) => change.overlap)),
    judged: judged.length,
    firstRight: both(([first], right) => (first !== undefined && right.has(first) ? 1 : 0)),
    rightInTen: both((ids, right) => rightShare(ids, right, places)),
  };
}

function named({ model, index }: Stack): ReportAnswer['serving'] {
  return { model, generation: index.generation };
}
