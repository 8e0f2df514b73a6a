import { Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Sse, SseSignal } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiOperation,
  ApiParam,
  ApiProduces,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { from, map, type Observable } from 'rxjs';
import { z } from 'zod';
import {
  rowReportsSchema,
  UploadProgressReader,
  uploadProgressSchema,
  type RowReports,
  type UploadProgress,
} from './upload-progress.js';
import { UploadReceiver } from './upload-receiver.js';

const uploadId = z.uuid({ error: 'is not the id of an upload' });
const page = z.object({
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
});
const file = { type: 'string', format: 'binary' } as const;
const uploadAccepted = z.object({ uploadId: z.string() }).meta({ id: 'UploadAccepted' });
const notFound = { status: 404, description: 'problem+json: there is no such upload' } as const;

@ApiTags('catalogue')
@Controller('v1/catalogue/uploads')
export class UploadController {
  constructor(
    @Inject(UploadReceiver) private readonly receiver: UploadReceiver,
    @Inject(UploadProgressReader) private readonly progress: UploadProgressReader,
  ) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({
    summary: 'Adds or replaces products',
    description:
      'Multipart: `products` (JSON Lines or CSV), `reviews` (optional CSV: product_id, rating, title, text, date), ' +
      '`pictures` (optional zip). Bad rows are reported and never stop the others.',
  })
  @ApiConsumes('multipart/form-data')
  @ApiBody({
    schema: {
      type: 'object',
      required: ['products'],
      properties: { products: file, reviews: file, pictures: file },
    },
  })
  @ApiResponse({ status: 202, standardSchema: uploadAccepted })
  @ApiResponse({ status: 400, description: 'problem+json: which part is wrong, and the fix' })
  @ApiResponse({ status: 413, description: 'problem+json: which part is too large' })
  @ApiResponse({ status: 415, description: 'problem+json: not multipart' })
  async upload(@Req() request: FastifyRequest): Promise<{ uploadId: string }> {
    return { uploadId: await this.receiver.receive(request) };
  }

  @Get(':id')
  @ApiOperation({ summary: "An upload's state and counts" })
  @ApiParam({ name: 'id', description: 'the uploadId' })
  @ApiResponse({ status: 200, standardSchema: uploadProgressSchema })
  @ApiResponse(notFound)
  read(@Param('id', { schema: uploadId }) id: string): Promise<UploadProgress> {
    return this.progress.read(id);
  }

  @Sse(':id/events')
  @ApiOperation({ summary: 'The same as server-sent events, until the upload is done or has failed' })
  @ApiParam({ name: 'id', description: 'the uploadId' })
  @ApiProduces('text/event-stream')
  @ApiResponse({ status: 200, description: 'events whose data is the state and counts as JSON' })
  @ApiResponse(notFound)
  async events(
    @Param('id', { schema: uploadId }) id: string,
    @SseSignal() client: AbortSignal,
  ): Promise<Observable<{ data: UploadProgress }>> {
    // An unknown upload is answered with 404, not with an empty stream.
    await this.progress.read(id);
    return from(this.progress.follow(id, client)).pipe(map((data) => ({ data })));
  }

  @Get(':id/errors')
  @ApiOperation({ summary: "An upload's row reports: file, row, field, message and fix" })
  @ApiParam({ name: 'id', description: 'the uploadId' })
  @ApiResponse({ status: 200, standardSchema: rowReportsSchema })
  @ApiResponse(notFound)
  errors(
    @Param('id', { schema: uploadId }) id: string,
    @Query({ schema: page }) { limit, offset }: z.output<typeof page>,
  ): Promise<RowReports> {
    return this.progress.reports(id, limit, offset);
  }
}
