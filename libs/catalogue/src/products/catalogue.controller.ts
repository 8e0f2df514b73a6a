import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ProblemError, safeText } from '#platform';
import { z } from 'zod';
import { Products, type Product } from '../product.js';
import { FacetReader, facetsSchema, type Facets } from './facets.js';

/** As it is written in an address. */
export const productId = safeText(200).min(1);
const notFound = { status: 404, description: 'problem+json: there is no such product' } as const;

/** A product as answers carry it. */
export const productSchema = z.object({
  id: z.string(),
  ordinal: z.number().int(),
  title: z.string(),
  description: z.string(),
  price: z.number().nullable(),
  currency: z.string().nullable(),
  availability: z.enum(['in_stock', 'out_of_stock', 'preorder']),
  category: z.array(z.string()),
  attributes: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  variantOf: z.string().nullable(),
  pictures: z.array(
    z.object({
      source: z.string(),
      contentHash: z.string(),
      width: z.number().int(),
      height: z.number().int(),
    }),
  ),
  reviews: z.array(
    z.object({
      rating: z.number().optional(),
      title: z.string().optional(),
      text: z.string(),
      date: z.string().optional(),
    }),
  ),
});

@ApiTags('catalogue')
@Controller('v1/catalogue')
export class CatalogueController {
  constructor(
    @Inject(Products) private readonly products: Products,
    @Inject(FacetReader) private readonly facetReader: FacetReader,
  ) {}

  @Get('facets')
  @ApiOperation({ summary: 'What the catalogue can be filtered by, with counts' })
  @ApiResponse({ status: 200, standardSchema: facetsSchema })
  facets(): Promise<Facets> {
    return this.facetReader.read();
  }

  @Get('products/:id')
  @ApiOperation({ summary: 'One product' })
  @ApiParam({ name: 'id', description: "the product's id" })
  @ApiResponse({ status: 200, standardSchema: productSchema })
  @ApiResponse(notFound)
  async product(@Param('id', { schema: productId }) id: string): Promise<Product> {
    const [product] = await this.products.byIds([id]);
    if (!product) throw ProblemError.notFound('product', id, 'use the id that the product was uploaded with');
    return product;
  }
}
