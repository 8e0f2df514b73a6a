import { labCommand } from '../command.js';
import { differences, type Comparing } from './differences.js';
import { readRecording, type Answer } from './recording.js';
import { renamed } from './renamed.js';
import { volatileFields } from './volatile.js';

const command = labCommand('answers', 'compare')
  .argument('<former>', 'a recording')
  .argument('<now>', 'another one, of the same seed')
  .option(
    '--tolerance <number>',
    'how far numbers may differ, and for those above 1 as a share',
    Number,
    1e-9,
  )
  .option('--without <kinds>', 'kinds of questions to leave out, separated by commas, such as openapi', '')
  .option('--show <count>', 'so many differences are printed', Number, 20)
  .parse();
const options = command.opts<{ tolerance: number; without: string; show: number }>();
const comparing: Comparing = { tolerance: options.tolerance, volatile: volatileFields, renamed };

const [former, now] = await Promise.all(command.args.map(byName));
if (!former || !now) throw new Error('two recordings are needed');
const names = [...new Set([...former.keys(), ...now.keys()])];
const counts = new Map<string, number>();
let shown = 0;
for (const name of names)
  for (const { path, former: before, now: after } of differences(
    compared(former.get(name)),
    compared(now.get(name)),
    comparing,
  )) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
    if (shown < options.show) {
      shown += 1;
      console.log(`${name} ${path}: ${told(before)} -> ${told(after)}`);
    }
  }
const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
if (total > shown) console.log(`... and ${total - shown} more`);
console.log(
  total === 0
    ? `${names.length} answers are the same`
    : `${total} differences in ${counts.size} of ${names.length} answers`,
);
if (total > 0 || names.length === 0) process.exitCode = 1;

async function byName(path: string): Promise<Map<string, Answer>> {
  const without = options.without.split(',');
  const answers = await readRecording(path);
  return new Map(
    answers
      .filter(({ name }) => !without.includes(name.split('/')[1] ?? ''))
      .map((answer) => [answer.name, answer]),
  );
}

function compared(answer: Answer | undefined): Pick<Answer, 'status' | 'type' | 'body'> | undefined {
  return answer && { status: answer.status, type: answer.type, body: answer.body };
}

function told(value: unknown): string {
  const text = value === undefined ? 'missing' : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 120)}...` : text;
}
