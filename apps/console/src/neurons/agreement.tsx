import { CheckIcon, UnclearIcon } from '../app/icons';
import { formatCount, formatHundredths, formatShare } from './format-number';
import type { Statistics } from './types';

/** Do pictures and words of the same product fire it together? */
export function Agreement({ statistics }: { readonly statistics: Statistics }) {
  const { agreement, multimodal } = statistics;
  return (
    <section className="stack" aria-labelledby="agreement">
      <h2 id="agreement">Do pictures and words mean the same?</h2>
      <div className="neuron-columns">
        <p>
          {agreement.share === null
            ? 'It fires for no product that has both pictures and words.'
            : `Of ${formatCount(agreement.either)} products for which it fires in a picture or in words, it does so in both for ${formatCount(agreement.both)}: ${formatShare(agreement.share)}.`}{' '}
          The directions in which pictures and words hold it have a cosine of{' '}
          {formatHundredths(statistics.ownCosine)}.
        </p>
        {multimodal.tested ? (
          <div className="neuron-verdict">
            <p className="neuron-verdict-word">
              {multimodal.passed ? <CheckIcon /> : <UnclearIcon />}
              {multimodal.passed
                ? 'Tested here: pictures and words fire it for the same products.'
                : 'Tested here: it does not show that pictures and words mean the same.'}
            </p>
            <dl className="neuron-facts small">
              <dt className="quiet">Pairs of picture and words</dt>
              <dd>
                {formatCount(multimodal.pairs)}; the picture fires in{' '}
                {formatCount(multimodal.firesOnPictures)}, the words in {formatCount(multimodal.firesOnTexts)}
              </dd>
              <dt className="quiet">Agreement (AUC)</dt>
              <dd>{formatHundredths(multimodal.auc)}, wanted 0.65</dd>
              <dt className="quiet">p, shuffled over all</dt>
              <dd>{multimodal.pOverAll}, wanted below 0.05</dd>
              <dt className="quiet">p, shuffled in a category</dt>
              <dd>{multimodal.pWithinCategory}, wanted below 0.05</dd>
            </dl>
          </div>
        ) : (
          <div className="neuron-verdict">
            <p className="neuron-verdict-word">
              <UnclearIcon /> Not tested here.
            </p>
            <p className="small">{multimodal.reason}</p>
          </div>
        )}
      </div>
    </section>
  );
}
