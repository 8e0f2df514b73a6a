import ts from 'typescript';

/** Which lib owns which table: only its files name it; others ask its methods. */
export const tableOwners: Readonly<Record<string, readonly string[]>> = {
  platform: ['job_death', 'quarantined_job', 'graphile_worker'],
  encoder: ['encoder', 'vector', 'centring'],
  catalogue: ['product', 'atom', 'product_change'],
  'search-index': ['channel_vector', 'channel_vector_seq', 'generation'],
  neurons: ['activation', 'neuron_change', 'dictionary'],
  ingestion: ['upload', 'upload_product', 'upload_review', 'upload_error'],
};

const ownerOf = new Map(
  Object.entries(tableOwners).flatMap(([lib, tables]) => tables.map((table) => [table, lib] as const)),
);
const statement = /\b(select|insert into|update|delete from|lock table|truncate|copy|nextval|listen)\b/i;
const named =
  /\b(?:from|join|into|update|table|truncate|copy|listen)\s+(?:only\s+)?"?(\w+)|nextval\('(\w+)'\)/gi;

export interface ForeignTable {
  readonly table: string;
  readonly owner: string;
}

/** The tables of other libs that the SQL strings and the entities of a file name. */
export function foreignTables(path: string, source: string): ForeignTable[] {
  const lib = /^libs\/([^/]+)\//.exec(path)?.[1];
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) {
      const text = node.getText();
      if (statement.test(text))
        for (const [, table, sequence] of text.matchAll(named)) found.add(table ?? sequence ?? '');
    }
    if (ts.isCallExpression(node) && node.expression.getText() === 'Entity')
      for (const [, table] of node.getText().matchAll(/'(\w+)'/g)) found.add(table ?? '');
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true));
  return [...found].flatMap((table) => {
    const owner = ownerOf.get(table);
    return owner === undefined || owner === lib ? [] : { table, owner };
  });
}

/** The tables that SQL makes. */
export function tablesMade(source: string): string[] {
  return [...source.matchAll(/\bcreate (?:table|sequence)(?: if not exists)? (\w+)/g)].map(
    ([, name]) => name ?? '',
  );
}
