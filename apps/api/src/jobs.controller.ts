import { Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { JobQueue, ProblemError } from '#platform';

const jobId = z.string().regex(/^\d{1,18}$/, 'is not the id of a job');
const quarantinedJob = z
  .object({
    id: z.string(),
    name: z.string(),
    payload: z.unknown(),
    reason: z.string(),
    quarantinedAt: z.iso.datetime(),
  })
  .meta({ id: 'QuarantinedJob' });
const quarantinedJobs = z.object({ jobs: z.array(quarantinedJob) }).meta({ id: 'QuarantinedJobs' });

@ApiTags('operations')
@Controller('v1/jobs/quarantined')
export class JobsController {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(JobQueue) private readonly queue: JobQueue,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Jobs that are set aside because they ended the process again and again' })
  @ApiResponse({ status: 200, standardSchema: quarantinedJobs })
  async list(): Promise<z.output<typeof quarantinedJobs>> {
    const jobs = await this.queue.quarantined();
    return {
      jobs: jobs.map(({ id, name, payload, reason, quarantinedAt }) => ({
        id,
        name,
        payload,
        reason,
        quarantinedAt: quarantinedAt.toISOString(),
      })),
    };
  }

  @Post(':id/retry')
  @HttpCode(202)
  @ApiOperation({ summary: 'Lets a job that is set aside run again' })
  @ApiParam({ name: 'id' })
  @ApiResponse({ status: 202, description: 'it is in the queue' })
  @ApiResponse({ status: 404, description: 'problem+json: no such job is set aside' })
  @ApiResponse({
    status: 409,
    description: 'problem+json: the job can not run again; the fix says what to do',
  })
  async retry(@Param('id', { schema: jobId }) id: string): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const job = await this.queue.release(id, manager);
      if (!job) throw ProblemError.notFound('quarantined job', id, 'GET /v1/jobs/quarantined lists them');
      if (!(await this.queue.again(job, manager)))
        throw new ProblemError(409, 'not-again', `The job "${job.name}" can not run again.`, [
          { field: 'id', message: 'what it was to read is gone', fix: 'make the upload again' },
        ]);
    });
  }
}
