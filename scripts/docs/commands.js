import {commandLine, main} from '../../build/cli/main.js';
import {blocks} from '../../build/report/markdown/text.js';
import {GENERATED} from './block.js';

/** Every command with its help, as it prints it. */
export async function commandsPage() {
  const {commands} = await commandLine(listener().io, () => {});
  const names = commands.flatMap(command => [
    [command.name()],
    ...command.commands.map(below => [command.name(), below.name()]),
  ]);
  const sections = [];
  for (const name of names) sections.push(`## ${name.join(' ')}`, fenced(await helpOf([...name, '--help'])));
  const intro =
    'What each command prints with `--help`. stdout is the result, stderr the progress; `--json`, `--quiet`, `--no-color` ' +
    'and `--debug` mean the same everywhere. What the exit codes mean: [exit-codes.md](exit-codes.md).';
  return `${blocks(GENERATED, '# Commands', intro, fenced(await helpOf(['--help'])), ...sections)}\n`;
}

const fenced = text => `\`\`\`text\n${text.trim()}\n\`\`\``;

async function helpOf(argv) {
  const {io, heard} = listener();
  await main(argv, io);
  return heard.join('');
}

/** Streams that are no terminal, so that the help is as wide everywhere. */
function listener() {
  const heard = [];
  const stream = {write: text => heard.push(text), on: () => {}};
  return {heard, io: {env: {}, stdin: stream, stdout: stream, stderr: stream}};
}
