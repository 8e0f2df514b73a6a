import { readdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { facets, shippedFile } from '../words/vocabulary.js';

/** The language of the names that dictionaries have of their own, and of the shopper's sentence. */
export const ownLanguage = 'en';

/** A BCP-47 tag, made canonical: "de-at" is "de-AT". */
export const languageTag = z
  .string()
  .max(35)
  .transform((tag, context) => {
    try {
      return new Intl.Locale(tag).toString();
    } catch {
      context.addIssue({
        code: 'custom',
        message: 'is not a language tag (BCP 47)',
        params: { fix: 'give a tag such as "de", "pt-BR" or "zh-Hant"' },
      });
      return z.NEVER;
    }
  });

/** The tag and its ever wider ranges, as RFC 4647, section 3.4 looks them up: zh-Hant-TW, zh-Hant, zh. */
export function lookupOrder(tag: string): string[] {
  const parts = tag.split('-');
  const order: string[] = [];
  for (let length = parts.length; length > 0; length -= 1) {
    // A single letter opens an extension, and means nothing without what follows.
    if ((parts[length - 1] ?? '').length > 1 || length === 1) order.push(parts.slice(0, length).join('-'));
  }
  return order;
}

const nameLine = z.strictObject({ term: z.string().min(1), facet: z.enum(facets), name: z.string().min(1) });

/** Names in other languages that come with the product: by language, then by "<facet>/<own name>". */
export type ShippedNames = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** The key of a name in {@link ShippedNames}. */
export function shippedKey(facet: string, name: string): string {
  return `${facet}/${name}`;
}

/** Reads names.<language>.jsonl of a folder. @throws naming the line that is wrong. */
export async function readShippedNames(folder = dirname(shippedFile('terms.jsonl'))): Promise<ShippedNames> {
  const files = (await readdir(folder)).filter((file) => /^names\..+\.jsonl$/.test(file));
  const read = files.map(async (file): Promise<[string, Map<string, string>]> => {
    const language = languageTag.parse(file.slice('names.'.length, -'.jsonl'.length));
    const lines = (await readFile(`${folder}/${file}`, 'utf8')).split('\n').filter(Boolean);
    const names = lines.map((line, at): [string, string] => {
      const parsed = nameLine.safeParse(JSON.parse(line));
      if (!parsed.success) throw new Error(`${folder}/${file}:${at + 1}: ${z.prettifyError(parsed.error)}`);
      return [shippedKey(parsed.data.facet, parsed.data.term), parsed.data.name];
    });
    return [language, new Map(names)];
  });
  return new Map(await Promise.all(read));
}
