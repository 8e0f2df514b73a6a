import { Controller, Get, Inject, Param, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ProblemError } from '#platform';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Pictures } from '../product.js';
import { pictureType } from './picture-type.js';
import { thumbnailSizes, Thumbnails } from './thumbnails.js';

const contentHash = z.string().regex(/^[0-9a-f]{64}$/, "is not a picture's content hash");
const size = z.enum(['160', '320', '640', 'original']);

@ApiTags('catalogue')
@Controller('v1/pictures')
export class PictureController {
  constructor(
    @Inject(Pictures) private readonly pictures: Pictures,
    @Inject(Thumbnails) private readonly thumbnails: Thumbnails,
  ) {}

  @Get(':hash/:size')
  @ApiOperation({ summary: "A product's picture as it came, or smaller as WebP" })
  @ApiParam({ name: 'hash', description: "the picture's contentHash" })
  @ApiParam({ name: 'size', enum: [...thumbnailSizes.map(String), 'original'] })
  @ApiProduces('image/webp', 'image/jpeg', 'image/png', 'image/avif', 'image/gif', 'image/tiff')
  @ApiResponse({ status: 200, description: 'the picture; it never changes' })
  @ApiResponse({ status: 404, description: 'problem+json: there is no such picture' })
  async picture(
    @Param('hash', { schema: contentHash }) hash: string,
    @Param('size', { schema: size }) wanted: z.output<typeof size>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const contents =
      wanted === 'original'
        ? await this.pictures.original(hash)
        : await this.thumbnails.get(hash, Number(wanted) as (typeof thumbnailSizes)[number]);
    if (!contents) throw ProblemError.notFound('picture', hash, "use a contentHash of a product's pictures");
    // Named by their contents, so they can be kept for ever.
    await reply
      .header('content-type', pictureType(contents))
      .header('cache-control', 'public, max-age=31536000, immutable')
      .header('content-disposition', 'inline')
      .header('etag', `"${hash}-${wanted}"`)
      .send(contents);
  }
}
