import { z } from 'zod';

type JsonSchema = z.core.JSONSchema.JSONSchema;

/** A schema, and the components that it refers to as "#/definitions/<name>". */
interface Converted {
  readonly schema: JsonSchema;
  readonly components: Record<string, JsonSchema>;
}

/**
 * Writes the contracts' schemas for one OpenAPI 3.0 document. A schema that has a name, by `.meta({ id })`, becomes a
 * component of that name, and is referred to wherever it appears.
 */
export class NamedSchemas {
  private readonly shapes = new Map<string, string>();

  /**
   * @param io what a client sends (`input`: fields with a default may be left out) or receives
   * @throws {Error} when a name stands for two shapes: two schemas with the same id, or one with defaults that is both
   * sent and received
   */
  convert(schema: z.ZodType, io: 'input' | 'output'): Converted {
    const { definitions, ...own } = z.toJSONSchema(schema, {
      target: 'openapi-3.0',
      io,
      override: ({ jsonSchema }) => withoutSafeIntegerBounds(jsonSchema),
    });
    const components = { ...(definitions as Readonly<Record<string, JsonSchema>> | undefined) };
    for (const [name, definition] of Object.entries(components)) this.keep(name, definition);
    return { schema: own, components };
  }

  private keep(name: string, definition: unknown): void {
    const shape = JSON.stringify(definition);
    const former = this.shapes.get(name) ?? shape;
    if (former !== shape) throw new Error(`"${name}" names two schemas:\n${former}\n${shape}`);
    this.shapes.set(name, shape);
  }
}

/** That a number is an integer of a JavaScript program is no limit of the contract. */
function withoutSafeIntegerBounds(schema: JsonSchema): void {
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
}
