import { Command } from 'commander';
import { described } from './command.js';
import { topics } from './topics/topics.js';

const overview = topics
  .map(({ name: topic, summary, commands }) =>
    [
      `${topic}: ${summary}`,
      ...commands.map((command) =>
        [`  ${topic} ${command.name}: ${command.summary}`, ...described(command).split('\n')].join(
          '\n      ',
        ),
      ),
    ].join('\n'),
  )
  .join('\n\n');

const lab = new Command('npm run lab --')
  .description('Measures, calibrates and benchmarks the engine')
  .enablePositionalOptions()
  .configureHelp({ visibleCommands: () => [] })
  .addHelpText(
    'after',
    `\n${overview}\n\nThe data folder is CONCELLA_DATA; what it lacks is skipped and said. Every command has --help.`,
  );
for (const { name: topic, summary, commands } of topics) {
  const group = lab.command(topic).description(summary).enablePositionalOptions();
  for (const { name, summary: about, run } of commands)
    group
      .command(`${name} [args...]`)
      .description(about)
      // Options and --help are the command's own: its module is loaded only when it is asked for.
      .helpOption(false)
      .allowUnknownOption()
      .passThroughOptions()
      .action(async () => {
        process.argv.splice(2, 2);
        await run();
      });
}
await lab.parseAsync();
