import { Command } from 'commander';
import type { LabCommand } from './topics/topic.js';
import { topics } from './topics/topics.js';

/** What a person types for a command of the lab. */
export function commandLine(topic: string, name: string): string {
  return `npm run lab -- ${topic} ${name}`;
}

/**
 * The command line of a command, to which its module adds options and arguments.
 *
 * @throws {Error} for a command that is not listed in topics
 */
export function labCommand(topic: string, name: string): Command {
  const command = topics.find((one) => one.name === topic)?.commands.find((one) => one.name === name);
  if (!command) throw new Error(`topics lists no command "${topic} ${name}"`);
  return new Command(commandLine(topic, name))
    .description(command.summary)
    .addHelpText('after', `\n${described(command)}`);
}

/** What a command reads, writes and costs, in three lines. */
export function described({ reads, writes, cost }: LabCommand): string {
  return [`Reads:  ${reads}`, `Writes: ${writes}`, `Cost:   ${cost}`].join('\n');
}
