import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Metrics, Public, Readiness } from '#platform';

const liveAnswer = z.object({ status: z.literal('ok') }).meta({ id: 'LiveAnswer' });
const readyAnswer = z
  .object({ ready: z.boolean(), checks: z.record(z.string(), z.string()) })
  .meta({ id: 'ReadyAnswer' });

@ApiTags('operations')
@Controller()
export class HealthController {
  constructor(
    @Inject(Readiness) private readonly readiness: Readiness,
    @Inject(Metrics) private readonly metrics: Metrics,
  ) {}

  @Public()
  @Get('health/live')
  @ApiOperation({ summary: 'Does the process run?' })
  @ApiResponse({ status: 200, standardSchema: liveAnswer })
  live(): z.output<typeof liveAnswer> {
    return { status: 'ok' };
  }

  @Public()
  @Get('health/ready')
  @ApiOperation({ summary: 'Does it take requests: database, encoder, index, seed catalogue?' })
  @ApiResponse({ status: 200, standardSchema: readyAnswer })
  @ApiResponse({ status: 503, standardSchema: readyAnswer })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<z.output<typeof readyAnswer>> {
    const report = await this.readiness.report();
    if (!report.ready) void reply.status(503);
    return report;
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  @ApiOperation({ summary: 'Metrics in the Prometheus text format' })
  @ApiResponse({ status: 200, description: 'Prometheus text format' })
  metricsText(): Promise<string> {
    return this.metrics.registry.metrics();
  }
}
