import type {Command} from 'commander';
import {type Answer, answersOf, type Completed} from './answers.js';

/** A script for bash 3.2 and newer, without the package bash-completion. */
export function bashScript(root: Command): string {
  const {program, commands} = answersOf(root);
  const cases = [...placesOf(program, ''), ...commands.flatMap(command => placesOf(command, command.name))];
  return SCRIPT.replace('CASES', () => cases.join('\n'));
}

/** `run --cluster` → its values, `run -` → the flags, `run 1` → the first argument, `run n` → all behind the last. */
function placesOf({flags, args, goesOn}: Completed, name: string): string[] {
  const at = (place: string, {words, paths}: Answer) => {
    const said = [...words.map(w => w.word), ...(paths ? [`@${paths}`] : [])].join(' ');
    return `    '${`${name} ${place}`.trim()}') echo '${said}' ;;`;
  };
  const names = flags.flatMap(({word, short}) => (short ? [word, short] : [word]));
  const last = args.at(-1);
  return [
    at('-', {words: names.map(word => ({word}))}),
    ...flags.flatMap(({word, short, value}) =>
      value ? [word, ...(short ? [short] : [])].map(flag => at(flag, value)) : [],
    ),
    ...args.map((answer, index) => at(String(index + 1), answer)),
    ...(goesOn && last ? [at('n', last)] : []),
  ];
}

const SCRIPT = `# Completion of kubedrill for bash: eval "$(kubedrill completion bash)"
_kubedrill_at() {
  case "$1" in
CASES
    *) return 1 ;;
  esac
}

_kubedrill() {
  # bash breaks words at colons, and variants have one: the line itself is taken apart instead.
  local line="\${COMP_LINE:0:COMP_POINT}" current command='' flag='' place=0 word answer words
  current="\${line##*[[:space:]]}"
  read -ra words <<<"\${line%"$current"}"
  for word in "\${words[@]:1}"; do
    if [[ -n $flag ]]; then flag=''
    elif [[ $word == -* ]]; then
      if _kubedrill_at "\${command:+$command }$word" >/dev/null; then flag=$word; fi
    elif [[ -z $command ]]; then command=$word
    else place=$((place + 1)); fi
  done
  local prefix="\${command:+$command }"
  if [[ -n $flag ]]; then answer=$(_kubedrill_at "$prefix$flag")
  elif [[ $current == -* ]]; then answer=$(_kubedrill_at "$prefix-")
  else answer=$(_kubedrill_at "$prefix$((place + 1))" || _kubedrill_at "\${prefix}n"); fi
  COMPREPLY=()
  case "$answer" in
    *@files) while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "$current") ;;
    *@folders) while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -d -- "$current") ;;
  esac
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -W "\${answer%@*}" -- "$current")
  # What readline takes for the word begins behind the last colon.
  if [[ $current == *:* && $COMP_WORDBREAKS == *:* ]]; then
    local before="\${current%"\${current##*:}"}"
    COMPREPLY=("\${COMPREPLY[@]#"$before"}")
  fi
}
complete -o filenames -o bashdefault -F _kubedrill kubedrill
`;
