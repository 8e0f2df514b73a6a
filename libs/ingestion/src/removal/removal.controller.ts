import { Controller, Delete, HttpCode, Inject, Param } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { productId } from '#catalogue';
import { ProductRemoval } from './remove-product.js';

@ApiTags('catalogue')
@Controller('v1/catalogue')
export class RemovalController {
  constructor(@Inject(ProductRemoval) private readonly removal: ProductRemoval) {}

  @Delete('products/:id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Takes a product out of the catalogue and out of answers' })
  @ApiParam({ name: 'id', description: "the product's id" })
  @ApiResponse({ status: 204, description: 'it is gone from the catalogue; answers follow within 2 s' })
  @ApiResponse({ status: 404, description: 'problem+json: there is no such product' })
  remove(@Param('id', { schema: productId }) id: string): Promise<void> {
    return this.removal.remove(id);
  }
}
