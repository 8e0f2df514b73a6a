import type { DataSource } from 'typeorm';

/** The queue waits exp(tries) seconds after a failure, at most exp(10); so many seconds more are no wonder. */
const clockTolerance = 5;

/** Frees the jobs of workers whose lease nobody holds any more, and notes the deaths. @returns the workers */
export async function freeJobsOfDeadWorkers(dataSource: DataSource): Promise<string[]> {
  const freed: { worker: string }[] = await dataSource.query(`
    with holder as (
      select locked_by as worker from graphile_worker._private_jobs where locked_by is not null
      union select locked_by from graphile_worker._private_job_queues where locked_by is not null
    ), dead as (
      select worker from holder
      where not exists (
        select 1 from pg_locks
        where locktype = 'advisory' and objsubid = 1
          and (classid::bigint << 32) + objid::bigint = case when worker ~ '^[0-9]+[.]' then split_part(worker, '.', 1)::bigint end
      )
    ), died as (
      insert into job_death (job_id, worker)
      select id, locked_by from graphile_worker._private_jobs
      where locked_by in (select worker from dead) and not coalesce(flags ? 'waits', false)
      on conflict do nothing
    ), unlocked as (
      select graphile_worker.force_unlock_workers(array_agg(worker)) from dead having count(*) > 0
    )
    select worker from dead, unlocked
  `);
  return freed.map(({ worker }) => worker);
}

/**
 * Jobs that failed wait by the clock until they are tried again. Where it was set back since, they would wait too long:
 * they are brought forward, all by as much, so that their order stays.
 *
 * @returns how many, and by how many seconds
 */
export async function bringForward(dataSource: DataSource): Promise<{ jobs: number; seconds: number }> {
  const [done]: { jobs: string; seconds: string | null }[] = await dataSource.query(`
    with late as (
      select id, extract(epoch from run_at - now()) - exp(least(attempts, 10)) as seconds
      from graphile_worker._private_jobs
      where locked_at is null and run_at > now() + (exp(least(attempts, 10)) + ${clockTolerance}) * interval '1 second'
    ), clock as (
      select max(seconds) as seconds from late
    ), brought as (
      update graphile_worker._private_jobs job set run_at = job.run_at - clock.seconds * interval '1 second'
      from late, clock where job.id = late.id returning 1
    )
    select (select count(*) from brought) as jobs, seconds from clock
  `);
  return { jobs: Number(done?.jobs), seconds: Math.round(Number(done?.seconds ?? 0)) };
}

/** How the last error of a job begins that waits for something and has not failed. */
export const waitingMark = 'waiting: ';

/** Notes at the job that this worker holds what it waits for; null when it goes on. */
export async function noteWaiting(
  dataSource: DataSource,
  worker: string,
  reason: string | null,
): Promise<void> {
  await dataSource.query(`update graphile_worker._private_jobs set last_error = $2 where locked_by = $1`, [
    worker,
    reason === null ? null : `${waitingMark}${reason}`,
  ]);
}

/** Puts the jobs that these workers hold back as if they had not been tried: the reason was not theirs. */
export async function giveBack(dataSource: DataSource, workers: readonly string[]): Promise<void> {
  await dataSource.query(
    `with job as (
       update graphile_worker._private_jobs
       set locked_by = null, locked_at = null, attempts = greatest(attempts - 1, 0)
       where locked_by = any($1)
     )
     update graphile_worker._private_job_queues set locked_by = null, locked_at = null where locked_by = any($1)`,
    [workers],
  );
}
