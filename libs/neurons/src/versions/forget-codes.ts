import type { EntityManager } from 'typeorm';

/**
 * Deletes the stored codes of all dictionaries of a model. The dictionaries stay, so that old answers' neurons can
 * still be asked for.
 *
 * @param others further dictionaries of it, which the table `dictionary` may not know
 */
export async function forgetCodes(
  manager: EntityManager,
  model: string,
  others: readonly string[],
): Promise<void> {
  await manager.query(
    `delete from activation where dictionary = any($2) or dictionary in (
       select dictionary from dictionary where model = $1 and dictionary is not null)`,
    [model, others],
  );
}
