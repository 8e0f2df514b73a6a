import { answerOf, api } from '../../api/client';
import type { RecommendationRequest, Slate } from '../../api/types';
import { useAnswer, type Asked } from '../../api/use-answer';
import { rankChanges, type RankChanges } from './rank-changes';

/**
 * What the dials of a request changed: the same is asked without them. Undefined without dials, and until both are known.
 * @param key names the request without its dials
 */
export function useRankChanges(
  request: RecommendationRequest,
  key: string,
  slate: Asked<Slate>,
): RankChanges | undefined {
  const { steer, ...query } = request.query;
  const before = useAnswer(steer === undefined ? null : key, (signal) =>
    answerOf(api.POST('/v1/recommendations', { body: { ...request, query, explain: 'none' }, signal })),
  );
  if (steer === undefined || before.answer === undefined || slate.answer === undefined) return undefined;
  if (before.isLoading || slate.isLoading) return undefined;
  return rankChanges(idsOf(before.answer), idsOf(slate.answer));
}

function idsOf({ results }: Slate): string[] {
  return results.map(({ product }) => product.id);
}
