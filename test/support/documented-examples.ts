/** An example as the document shows it: what is sent and what is received have one name. */
export interface DocumentedExample {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: Readonly<Record<string, string | number>>;
  readonly taken: { readonly parameter: string; readonly from: string; readonly field: string } | undefined;
  readonly body: unknown;
  /** Whether the body is multipart. */
  readonly multipart: boolean;
  /** The places of the schemas in {@link jsonSchemas}. */
  readonly bodySchema: string;
  readonly schema: string;
  readonly status: number;
  readonly answer: unknown;
  readonly varies: readonly string[];
  readonly shortened: readonly string[];
}

interface ShownExample {
  readonly value: unknown;
  readonly 'x-varies'?: readonly string[];
  readonly 'x-shortened'?: readonly string[];
  readonly 'x-taken'?: DocumentedExample['taken'];
}
type Content = Readonly<Record<string, { readonly examples?: Readonly<Record<string, ShownExample>> }>>;
interface Operation {
  readonly parameters?: readonly { name: string; examples?: Readonly<Record<string, ShownExample>> }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** Every example of an answer, with the examples of the same name of what is sent for it. */
export function documentedExamples(document: Document): readonly DocumentedExample[] {
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, operation]) =>
      Object.entries(operation.responses).flatMap(([status, { content = {} }]) =>
        Object.entries(content).flatMap(([type, { examples = {} }]) =>
          Object.entries(examples).map(([name, shown]) => ({
            name,
            method,
            path,
            ...sent(operation, name, `document#/paths/${pointer(path)}/${method}`),
            schema: `document#/paths/${pointer(path)}/${method}/responses/${status}/content/${pointer(type)}/schema`,
            status: Number(status),
            answer: shown.value,
            varies: shown['x-varies'] ?? [],
            shortened: shown['x-shortened'] ?? [],
          })),
        ),
      ),
    ),
  );
}

function sent(
  { parameters = [], requestBody }: Operation,
  name: string,
  at: string,
): Pick<DocumentedExample, 'parameters' | 'taken' | 'body' | 'multipart' | 'bodySchema'> {
  const shown = parameters.flatMap((parameter) => {
    const example = parameter.examples?.[name];
    return example ? [[parameter.name, example] as const] : [];
  });
  const [type, content] =
    Object.entries(requestBody?.content ?? {}).find(([, { examples }]) => examples?.[name]) ?? [];
  return {
    parameters: Object.fromEntries(shown.map(([key, { value }]) => [key, value as string | number])),
    taken: shown.find(([, example]) => example['x-taken'])?.[1]['x-taken'],
    body: content?.examples?.[name]?.value,
    multipart: type === 'multipart/form-data',
    bodySchema: `${at}/requestBody/content/${pointer(type ?? '')}/schema`,
  };
}

function pointer(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}

/** The document with its schemas in JSON Schema's own words: OpenAPI 3.0 says `nullable` where JSON Schema has a type. */
export function jsonSchemas(value: object): object {
  return translated(value) as object;
}

function translated(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(translated);
  if (typeof value !== 'object' || value === null) return value;
  const { nullable, ...rest } = value as Record<string, unknown>;
  const own = Object.fromEntries(Object.entries(rest).map(([key, inner]) => [key, translated(inner)]));
  return nullable === true ? { anyOf: [own, { type: 'null' }] } : { ...own };
}
