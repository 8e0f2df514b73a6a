import { Controller, Get, Inject, Param, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Embeddable, ProblemError } from '#platform';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { pictureType } from './picture-type.js';
import { ServedPictures, thumbnailSizes, type ServedSize } from './served-pictures.js';
import { StoredPictures } from './stored-pictures.js';

const contentHash = z.string().regex(/^[0-9a-f]{64}$/, "is not a picture's content hash");
const size = z.enum(['160', '320', '640', 'original']);

@ApiTags('catalogue')
@Controller('v1/pictures')
export class PictureController {
  constructor(
    @Inject(ServedPictures) private readonly served: ServedPictures,
    @Inject(StoredPictures) private readonly stored: StoredPictures,
  ) {}

  @Get(':hash/:size')
  @Embeddable()
  @ApiOperation({ summary: "A product's picture, upright and without EXIF, in full or smaller as WebP" })
  @ApiParam({ name: 'hash', description: "the picture's hash" })
  @ApiParam({ name: 'size', enum: [...thumbnailSizes.map(String), 'original'] })
  @ApiProduces('image/webp', 'image/jpeg', 'image/png', 'image/avif', 'image/gif', 'image/tiff')
  @ApiResponse({ status: 200, description: 'the picture; it never changes' })
  @ApiResponse({ status: 404, description: 'problem+json: there is no such picture' })
  @ApiResponse({ status: 410, description: 'problem+json: its file is damaged; the same upload repairs it' })
  async picture(
    @Param('hash', { schema: contentHash }) hash: string,
    @Param('size', { schema: size }) wanted: z.output<typeof size>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const asked: ServedSize =
      wanted === 'original' ? wanted : (Number(wanted) as (typeof thumbnailSizes)[number]);
    const contents = await this.served.get(hash, asked);
    if (!contents) throw await this.absent(hash);
    // Named by their contents, so they can be kept for ever.
    await reply
      .header('content-type', pictureType(contents))
      .header('cache-control', 'public, max-age=31536000, immutable')
      .header('content-disposition', 'inline')
      .header('etag', `"${hash}-${wanted}"`)
      .send(contents);
  }

  private async absent(hash: string): Promise<ProblemError> {
    if ((await this.stored.state(hash)) === 'missing')
      return ProblemError.notFound('picture', hash, "use a hash of a product's pictures");
    return new ProblemError(410, 'picture-damaged', `The stored file of picture "${hash}" is damaged.`, [
      { field: 'hash', message: 'its file is damaged', fix: 'upload the picture again: that repairs it' },
    ]);
  }
}
