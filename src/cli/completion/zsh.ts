import type {Command} from 'commander';
import {type Answer, answersOf, type Completed, type Word} from './answers.js';

/** A script for zsh, for `eval` or for a file `_kubedrill` in a folder of `fpath`. */
export function zshScript(root: Command): string {
  const {program, commands} = answersOf(root);
  const cases = commands.map(command => `    ${command.name})\n      _arguments -s ${specsOf(command)} ;;`);
  const first = program.args[0] ?? {words: []};
  return SCRIPT.replace('FLAGS', () => program.flags.flatMap(flag => flagSpecs(flag)).join(' \\\n    '))
    .replace('COMMANDS', () => first.words.map(described).join('\n    '))
    .replace('CASES', () => cases.join('\n'));
}

const specsOf = ({flags, args, goesOn}: Completed): string =>
  [
    ...flags.flatMap(flagSpecs),
    ...args.map((answer, index) => {
      const place = goesOn && index === args.length - 1 ? '*' : String(index + 1);
      return quoted(`${place}: :${actionOf(answer)}`);
    }),
  ].join(' \\\n        ');

/** \`--cluster[which cluster]:value:(auto kind)\`, and the same of its short form. */
function flagSpecs({word, short, summary = '', value}: Completed['flags'][number]): string[] {
  const rest = `[${summary.replaceAll(/[[\]\\:]/g, '\\$&')}]${value ? `: :${actionOf(value)}` : ''}`;
  return [word, ...(short ? [short] : [])].map(flag => quoted(flag + rest));
}

/** A word's colons would end it. */
const escaped = (text: string): string => text.replaceAll(':', '\\:');

function actionOf({words, paths}: Answer): string {
  const choice = `(${words.map(({word}) => escaped(word)).join(' ')})`;
  if (!paths) return words.length ? choice : ' ';
  const files = paths === 'folders' ? '_files -/' : '_files';
  return words.length ? `{_alternative "words: :${choice}" "paths: :${files}"}` : files;
}

const described = ({word, summary = ''}: Word): string => quoted(`${word}:${summary}`);
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

const SCRIPT = `#compdef kubedrill
# Completion of kubedrill for zsh: eval "$(kubedrill completion zsh)", behind compinit.
_kubedrill() {
  local context state line
  typeset -A opt_args
  _arguments -C \\
    FLAGS \\
    '1: :->command' '*:: :->rest'
  case $state in
  command)
    local -a commands=(
    COMMANDS
    )
    _describe command commands ;;
  rest)
    case $line[1] in
CASES
    esac ;;
  esac
}
if [[ $funcstack[1] == _kubedrill ]]; then _kubedrill "$@"; else compdef _kubedrill kubedrill; fi
`;
