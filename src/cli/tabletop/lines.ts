import {parseDuration} from '../../lib/duration.js';
import {dictionary} from '../../lib/json/dictionary.js';
import {nearest} from '../../lib/text/suggest.js';
import type {TableWords} from './words.js';

/** What a line asks for: a command of the drill, or something of the table's own. */
export interface Line {
  /** Who does it, where the line says. */
  who?: string;
  /** The verb as it was typed. */
  verb: string;
  /** A command of the drill; absent: the verb itself is the table's own. */
  what?: string;
  input: Readonly<Record<string, unknown>>;
}

/** A line that is not understood: where, and what is wrong. */
export interface Mistake {
  mistake: string;
  /** From 1. */
  column: number;
}

interface Verb {
  /** What follows it, for help. */
  usage: string;
  what?: string;
  /** What is typed behind the verb as the input of the command; undefined: it is not understood. */
  read: (rest: string) => Record<string, unknown> | undefined;
}

const none = (rest: string) => (rest ? undefined : {});
const whole = (name: string) => (rest: string) => (rest ? {[name]: rest} : undefined);
/** The first words each have a name, and what is left has one. */
const words =
  (...names: string[]) =>
  (rest: string) => {
    const parts = rest.split(/\s+/).filter(Boolean);
    if (parts.length < names.length) return undefined;
    const first = names.slice(0, -1).map((name, index) => [name, parts[index]] as const);
    const left = parts.slice(names.length - 1).join(' ');
    return Object.fromEntries([...first, [names.at(-1) ?? '', left]]);
  };
const optional = (name: string) => (rest: string) => (rest ? {[name]: rest} : {});

/** Everything that can be typed at a table, in the order of help. */
export const VERBS: Readonly<Record<string, Verb>> = dictionary({
  next: {usage: '', what: 'next', read: none},
  jump: {usage: 'I5', what: 'jump', read: whole('inject')},
  deliver: {usage: 'I5', what: 'deliver', read: whole('inject')},
  skip: {usage: 'I5 REASON', what: 'skip', read: words('inject', 'reason')},
  look: {usage: 'PLACE [A1]', what: 'look', read: looked},
  ack: {usage: 'A1', what: 'acknowledge', read: whole('alert')},
  declare: {usage: 'critical A1 A2 SUMMARY', what: 'declare', read: declared},
  state: {usage: 'aware|classified|material', what: 'state', read: whole('what')},
  notify: {usage: 'CLOCK FIELD=VALUE; FIELD=VALUE', what: 'notify', read: notified},
  pick: {usage: 'A1 PROCEDURE', what: 'pick', read: words('about', 'procedure')},
  tick: {usage: 'PROCEDURE STEP', what: 'tick', read: words('procedure', 'step')},
  act: {usage: 'A1 ACTION WHAT', what: 'act', read: acted},
  try: {usage: 'A1 kubectl …', what: 'try', read: rest => aboutCommand(rest)},
  decide: {usage: 'D1 OPTION because RATIONALE', what: 'decide', read: decided},
  answer: {usage: 'Q1 ANSWER', what: 'answer', read: words('question', 'answer')},
  reveal: {usage: 'Q1', what: 'reveal', read: whole('question')},
  hint: {usage: '[A1]', what: 'hint', read: optional('alert')},
  note: {usage: 'TEXT', what: 'note', read: whole('text')},
  message: {usage: 'TEXT', what: 'message', read: whole('text')},
  observe: {usage: '[TASK] [P|S|M|U] TEXT', what: 'observe', read: observed},
  improve: {usage: 'TEXT', what: 'improve', read: whole('text')},
  pause: {usage: '', what: 'pause', read: none},
  resume: {usage: '', what: 'resume', read: none},
  end: {usage: '', what: 'end', read: none},
  wait: {usage: '5m', read: rest => (parseDuration(rest) === undefined ? undefined : {ms: parseDuration(rest)})},
  card: {usage: 'K1', read: whole('card')},
  help: {usage: '', read: none},
});

/** Reads one line; undefined for an empty one, or a comment. */
export function readLine(text: string, people: readonly string[], words: TableWords): Line | Mistake | undefined {
  const [, lead = '', said = ''] = /^(\s*)(.*?)\s*$/s.exec(text) ?? [];
  if (!said || said.startsWith('#')) return undefined;
  const [, name, own] = /^([\p{L}\p{N}][^:]{0,39}):\s+(.*)$/su.exec(said) ?? [];
  const isNamed = name !== undefined && people.includes(name);
  const command = isNamed ? (own ?? '') : said;
  const column = lead.length + said.length - command.length + 1;
  const [, typed = '', rest = ''] = /^(\S+)\s*(.*)$/s.exec(command) ?? [];
  const verb = verbOf(typed.toLowerCase());
  const known = VERBS[verb];
  if (!known) return {mistake: unknownVerb(verb, name, {people, words}), column};
  const input = known.read(rest);
  if (!input) return {mistake: words.write(`${verb} ${known.usage}`.trim()), column: column + typed.length};
  return {verb, input, ...(known.what !== undefined && {what: known.what}), ...(isNamed && {who: name})};
}

/** The verb that begins so, where there is one only: people type fast. What has no way back is typed out. */
function verbOf(typed: string): string {
  const [only, ...others] = begunBy(typed);
  return only === undefined || others.length || only === 'end' ? typed : only;
}

const begunBy = (typed: string): string[] => Object.keys(VERBS).filter(verb => verb.startsWith(typed));

function unknownVerb(
  verb: string,
  name: string | undefined,
  {people, words}: {people: readonly string[]; words: TableWords},
): string {
  if (name !== undefined && !VERBS[name]) return words.nobody(name, people.join(', '));
  const begun = begunBy(verb);
  if (begun.length) return words.mayBe(verb, begun);
  return words.noVerb(verb, nearest(verb, Object.keys(VERBS)), Object.keys(VERBS).join(', '));
}

/** What people say around a place: `look at the audit log`. */
const AROUND: readonly string[] = ['at', 'in', 'the', 'log', 'logs'];

function looked(rest: string): Record<string, unknown> | undefined {
  const [place, about, ...more] = rest.split(/\s+/).filter(word => word && !AROUND.includes(word.toLowerCase()));
  if (place === undefined || more.length) return undefined;
  return {place: place.toLowerCase(), ...(about !== undefined && {about})};
}

function declared(rest: string): Record<string, unknown> | undefined {
  const [severity, ...more] = rest.split(/\s+/).filter(Boolean);
  const end = more.findIndex(word => !/^A\d+$/.test(word));
  const alerts = end < 0 ? more : more.slice(0, end);
  const summary = end < 0 ? '' : more.slice(end).join(' ');
  return severity && summary ? {severity, alerts, summary} : undefined;
}

function decided(rest: string): Record<string, unknown> | undefined {
  const [, question, choice, rationale = ''] = /^(\S+)\s+(\S+)(?:\s+(?:because|weil)\s+(.+))?$/s.exec(rest) ?? [];
  return question === undefined || choice === undefined ? undefined : {question, choice, rationale};
}

function notified(rest: string): Record<string, unknown> | undefined {
  const [, clock, said = ''] = /^(\S+)\s*(.*)$/s.exec(rest) ?? [];
  const pairs = said
    .split(';')
    .map(pair => pair.split('='))
    .filter(([field = '']) => field.trim() !== '');
  if (clock === undefined || pairs.some(([, ...value]) => !value.join('=').trim())) return undefined;
  return {
    clock,
    fields: Object.fromEntries(pairs.map(([field = '', ...value]) => [field.trim(), value.join('=').trim()])),
  };
}

function acted(rest: string): Record<string, unknown> | undefined {
  const [, about, action, on] = /^(\S+)\s+(\S+)(?:\s+(.+))?$/s.exec(rest) ?? [];
  if (about === undefined || action === undefined) return undefined;
  return {about, action: action.toLowerCase(), ...(on !== undefined && {on})};
}

function aboutCommand(rest: string): Record<string, unknown> | undefined {
  const [, about, command] = /^(\S+)\s+(.+)$/s.exec(rest) ?? [];
  return about === undefined || command === undefined ? undefined : {about, command};
}

function observed(rest: string): Record<string, unknown> | undefined {
  const [, task, rating, text = ''] = /^([A-Z]\d+\.\S+)?\s*\b([PSMU])?\b\s*(.*)$/s.exec(rest) ?? [];
  if (!rating && !text) return undefined;
  return {text, ...(task !== undefined && {task}), ...(rating !== undefined && {rating})};
}
