/** What issue-level targets ask of a figure, and what the frozen teacher's published run reached. */
export interface Target {
  readonly floor: number;
  readonly aim: number;
  /** As the data's own README states it; undefined where it states none. */
  readonly reference?: string;
}

const reference = (floor: number, aim: number, text?: string): Target =>
  text === undefined ? { floor, aim } : { floor, aim, reference: text };

/** By the figure's name; figures without an entry are only reported. */
export const targets: Readonly<Record<string, Target>> = {
  'title to picture, fashion bucket 13, R@1': reference(0.4, 0.5, '.338'),
  'title to picture, fashion bucket 13, R@10': reference(0.82, 0.88, '.768'),
  'the same among all fashion, R@1': reference(0.07, 0.1, '.052'),
  'the same among all fashion, R@10': reference(0.3, 0.4, '.263'),
  'article type of fashion, prompts': reference(0.65, 0.75, '.36 to .45'),
  'colour of fashion, prompts': reference(0.45, 0.55, '.16 to .26'),
  'luma, title to family, R@1': reference(0.15, 0.25, '.108'),
  'luma, title to family, R@5': reference(0.35, 0.5, '.259'),
  'other shops, title to picture, R@5': reference(0.08, 0.15, '.033'),
  'clothing labels, prompts': reference(0.8, 0.85, '.833'),
  'grocery classes, prompts': reference(0.5, 0.62, '.558'),
  'objects, prompts, top-1': reference(0.5, 0.65, '.844'),
  'objects, prompts, top-5': reference(0.78, 0.88, '.958'),
  'renders, unseen combinations, P@1': reference(0.9, 0.9),
  'misspelt queries, overlap@10': reference(0.6, 0.6),
  'paraphrased queries, overlap@10': reference(0.6, 0.6),
};
