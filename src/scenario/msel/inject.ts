import {issueText, plainIssues} from '../../lib/yaml/issue-words.js';
import type {Text} from '../exercise/people.js';
import {Inject} from '../exercise/script.js';
import type {Line} from './line.js';
import {injectId, kindOf, listOf, methodOf} from './values.js';
import {readWhen} from './when.js';

/** The inject of a line; undefined where something is wrong with it, which the line then says. */
export function readInject(line: Line): Inject | undefined {
  const {base, problems} = line;
  const made: Record<string, unknown> = {...base, id: base?.id ?? injectId(line.number, line.row.line)};
  for (const key of ['title', 'from', 'expect', 'notes'] as const) {
    if (line.isChanged(key)) made[key] = reworded(base?.[key], line.cell(key), line.language);
  }
  if (line.isChanged('description')) Object.assign(made, contentOf(line));
  if (line.isChanged('to')) made.to = recipientsOf(line);
  if (line.isChanged('objectives')) made.objectives = listOf(line.cell('objectives'));
  if (line.isChanged('method')) made.via = valueOr(line, 'method', methodOf, 'chat');
  if (line.isChanged('kind')) made.kind = valueOr(line, 'kind', kindOf, 'informational');
  for (const key of ['at', 'after', 'when', 'manual', 'orAt', 'unless']) delete made[key];
  Object.assign(made, readWhen(line));
  const whole = Object.fromEntries(Object.entries(made).filter(([, value]) => value !== undefined));
  const parsed = Inject.safeParse(whole);
  if (!parsed.success) problems.push(...plainIssues(parsed.error.issues).map(issue => issueText(issue, whole)));
  return problems.length ? undefined : parsed.data;
}

/** A text with another wording in one language; the others stay, because nobody has translated the new one. */
function reworded(before: Text | undefined, cell: string, language: string): Text | undefined {
  if (cell === '') return undefined;
  return typeof before === 'object' ? {...before, [language]: cell} : cell;
}

function contentOf(line: Line): Pick<Inject, 'attack' | 'ask' | 'text'> {
  const {base, drill, language, notes} = line;
  const [, what, id = ''] = /^(Attack|Question): (\S+)$/.exec(line.cell('description')) ?? [];
  const nothing = {attack: undefined, ask: undefined, text: undefined};
  if (what === 'Attack' && drill.scenarios.includes(id)) return {...nothing, attack: id};
  if (what === 'Question' && drill.questions.some(question => question.id === id)) return {...nothing, ask: id};
  if (typeof base?.text === 'object' && Object.keys(base.text).length > 1) {
    notes.push(`the text is new in ${language} alone: look at its other languages`);
  }
  return {...nothing, text: reworded(base?.text, line.cell('description'), language)};
}

function recipientsOf(line: Line): string[] {
  const {drill, notes} = line;
  const named = listOf(line.cell('to'));
  const found = named.map(name => drill.roles.find(({id}) => id === name.toLowerCase())?.id);
  const strangers = named.filter((_, n) => found[n] === undefined);
  const to = found.filter(id => id !== undefined);
  if (strangers.length) {
    const instead = to.length ? 'the others get it' : 'everybody who responds gets it';
    notes.push(`${strangers.join(', ')} is not a role of this drill: ${instead}`);
  }
  return to;
}

function valueOr<T extends string>(
  line: Line,
  key: 'method' | 'kind',
  read: (cell: string) => T | undefined,
  instead: T,
): T {
  const cell = line.cell(key);
  const value = read(cell);
  const what = key === 'kind' ? 'type' : key;
  if (value === undefined && cell !== '') line.notes.push(`the ${what} ${cell} is not known here: it is ${instead}`);
  return value ?? instead;
}
