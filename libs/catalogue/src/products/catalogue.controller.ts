import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ProblemError, safeText } from '#platform';
import type { z } from 'zod';
import { Products } from '../product.js';
import { productSchema, shownProduct } from './contract.js';
import { FacetReader, facetsSchema, type Facets } from './facets.js';

/** As it is written in an address. */
export const productId = safeText(200).min(1);
const notFound = { status: 404, description: 'problem+json: there is no such product' } as const;

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
  async product(@Param('id', { schema: productId }) id: string): Promise<z.output<typeof productSchema>> {
    const [product] = await this.products.byIds([id]);
    if (!product) throw ProblemError.notFound('product', id, 'use the id that the product was uploaded with');
    return shownProduct(product);
  }
}
