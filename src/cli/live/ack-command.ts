import type {Command} from 'commander';
import {formatDuration} from '../../lib/duration.js';
import {EXIT} from '../../lib/errors.js';
import {type GlobalFlags, type Io, writeJson, writeLines} from '../io.js';
import type {Answer} from './socket.js';

interface AckFlags extends GlobalFlags {
  as?: string;
  run?: string;
}

const EXAMPLES = `
Examples:
  kubedrill live ack A1 --as lead       the alert that the run calls A1, in the name of lead
  kubedrill live ack 3f2a9c41d0b7 --as "$SLACK_USER" --run 4f1c2a
                                        by the id that another product gave it, from a chat bot

Exit codes: 0 it counts · 1 it does not, such as the second of an alert · 2 no alert is called so · 3 no such run`;

/** `kubedrill live ack ALERT --as NAME`: people answer a run that is under way. */
export function defineAck(parent: Command, io: Io, done: (exitCode: number) => void): void {
  const command = parent.command('ack').summary('acknowledge an alert of a run that is under way');
  command
    .argument('<alert>', 'the short name of the alert, such as A1, or any of its keys or ids')
    .requiredOption('--as <name>', 'in whose name')
    .option('--run <id>', 'which run; default: the only one that people respond to')
    .addHelpText('after', EXAMPLES)
    .action(async (alert: string) => {
      const flags = command.optsWithGlobals<AckFlags>();
      const {acknowledge} = await import('./acknowledge.js');
      const answers = await acknowledge({alert, as: flags.as ?? '', run: flags.run}, io.env);
      if (flags.json) writeJson(io, answers);
      else if (!flags.quiet) writeLines(io, answers.map(textOf));
      done(answers.some(({counted}) => counted) ? EXIT.ok : EXIT.missed);
    });
}

const textOf = ({scenario, counted, reason, latencyMs}: Answer): string =>
  counted
    ? `${scenario}: acknowledged, ${formatDuration(latencyMs)} after the alert`
    : `${scenario}: does not count: ${reason ?? 'no reason given'}`;
