import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '#platform';
import { describe, expect, it } from 'vitest';
import { commandLine, described, labCommand } from '../../tools/lab/command.js';
import { topics } from '../../tools/lab/topics/topics.js';

const read = (file: string): string => readFileSync(join(projectFolder, file), 'utf8');
const folders = ['docs', 'libs', 'apps', 'models', 'seed-data', 'test', 'tools'];

/** Every page and source file but this one. */
function sources(): string[] {
  const within = folders.flatMap((folder) =>
    readdirSync(join(projectFolder, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
      join(folder, name),
    ),
  );
  return [...readdirSync(projectFolder), ...within].filter(
    (file) => /\.(md|tsx?|mjs|py)$/.test(file) && file !== join('test', 'house', 'lab.spec.ts'),
  );
}

const scripts = Object.keys((JSON.parse(read('package.json')) as { scripts: object }).scripts);
const commands = topics.flatMap((topic) =>
  topic.commands.map((command) => ({ topic: topic.name, ...command })),
);
const commandLines = commands.map(({ topic, name }) => commandLine(topic, name));

/** What the file tells people to run and nobody can, as it stands there. */
function unknownCommands(text: string): string[] {
  // A command may be broken over two lines of a paragraph or a comment.
  const words = text.replaceAll(/\n[ \t]*(?:\*|\/\/|#)?[ \t]*/g, ' ');
  return [...words.matchAll(/npm run (?:--silent )?([\w-]+(?::[\w-]+)*)(?: -- ([\w-]+) ([\w-]+))?/g)].flatMap(
    ([line, script = '', topic = '', name = '']) => {
      if (!scripts.includes(script)) return [line];
      // "npm run lab" alone and "npm run lab -- --help" are known too.
      return script === 'lab' && topic !== '' && !commandLines.includes(commandLine(topic, name))
        ? [line]
        : [];
    },
  );
}

describe('the lab', () => {
  it.each(commands)('says what $topic $name reads, writes and costs', (command) => {
    for (const text of [command.summary, command.reads, command.writes, command.cost])
      expect(text).toMatch(/^\S.*\S$/);
    expect(command.cost).toMatch(/\d+ (seconds?|minutes?|hours?), [\d.]+ (MB|GB)/);
    expect(labCommand(command.topic, command.name).name()).toBe(commandLine(command.topic, command.name));
  });

  it('has every command once, and lists them all', () => {
    expect(new Set(commandLines).size).toBe(commandLines.length);
    const help = execFileSync('node', ['dist/tools/lab/main.js', '--help'], {
      cwd: projectFolder,
    }).toString();
    for (const command of commands) {
      expect(help).toContain(`${command.topic} ${command.name}: ${command.summary}`);
      for (const line of described(command).split('\n')) expect(help).toContain(line);
    }
  });

  it('refuses a command that it does not list', () => {
    expect(() => labCommand('retrieval', 'guess')).toThrow('topics lists no command');
  });
});

describe('commands that people are told to run', () => {
  it('exist', () => {
    const unknown = sources().flatMap((file) =>
      unknownCommands(read(file)).map((line) => `${file}: ${line}`),
    );
    expect(unknown).toEqual([]);
  });

  it('are found where they do not exist', () => {
    expect(
      unknownCommands('`npm run evaluate`, `npm run lab -- retrieval\nevaluate`, `npm run\n * lint`'),
    ).toEqual(['npm run evaluate']);
    expect(unknownCommands('npm run lab -- retrieval guess')).toEqual(['npm run lab -- retrieval guess']);
  });
});
