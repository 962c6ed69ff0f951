import {printable, printableText} from '../../lib/text/printable.js';
import type {Exercise} from '../../live/conductor/exercise.js';
import {upNext} from '../../live/conductor/up-next.js';
import type {ViewerEvent} from '../../view/live/facts.js';
import {toldOf} from '../../view/live/saying.js';
import {tellingIn} from '../../view/live/words.js';
import {clockTime} from '../../view/stage-times.js';
import {cut, wrapDocument, wrapWords} from '../../view/text.js';
import type {TableWords} from './words.js';

/** What is not worth a line at a table: how things stand before anybody has done anything, and what machines made of it. */
const QUIET = new Set<ViewerEvent['type']>([
  ...(['participant.joined', 'containment.changed', 'scenario.judged', 'cleanup.finished', 'exercise.ready'] as const),
  ...(['card.laid', 'script.loaded', 'inject.read'] as const),
]);

/** The lines of an event as they stand on a screen of this width. */
export function eventLines(event: ViewerEvent, {view}: Exercise, language: string, width: number): string[] {
  if (event.type === 'exercise.opened') return [];
  if (event.type === 'card.opened') return cardLines(event, language, width);
  const telling = tellingIn(language);
  const told = QUIET.has(event.type) ? undefined : toldOf(event, view, telling);
  if (told === undefined) return [];
  const time = 't' in event && event.t !== undefined ? `${clockTime(event.t)} ` : '';
  const isLoud = ['inject.delivered', 'question.asked', 'message.sent'].includes(event.type);
  const wrapped = wrapDocument(printable(time + told), width);
  return isLoud ? ['', ...wrapped, ''] : wrapped;
}

type Opened = Extract<ViewerEvent, {type: 'card.opened'}>;

/** A card as it lies on the table, with where it was recorded on it. */
export function cardLines(
  {card, title, text, recorded}: Omit<Opened, 'type'>,
  language: string,
  width: number,
): string[] {
  const edge = '-'.repeat(Math.max(0, width - 4));
  const body = printableText(text)
    .split('\n')
    .flatMap(line => wrapDocument(line, width - 4));
  const foot = wrapWords(tellingIn(language).recorded(recorded), width - 4);
  return [
    '',
    `  ${edge}`,
    `  ${card}  ${printable(title)}`,
    '',
    ...[...body, '', ...foot].map(line => `  ${line}`.trimEnd()),
    `  ${edge}`,
    '',
  ];
}

/** What comes next in the script, as its facilitator reads it. */
export function nextLines(exercise: Exercise, words: TableWords, width: number): string[] {
  const {script, course, scriptState, view} = exercise;
  const next = upNext(script, course, scriptState, exercise.t).slice(0, 3);
  if (!next.length) return [words.nothingNext];
  const planned = (id: string) => view.script?.injects.find(one => one.id === id);
  return next.flatMap(({id, to}, index) => {
    const {title = id, due = ''} = planned(id) ?? {};
    const whom = to.length ? ` → ${to.join(', ')}` : '';
    const head = index ? ' '.repeat(words.next.length) : words.next;
    return [cut(`${head} ${id.padEnd(4)} ${printable(title)}${whom} (${due})`, width)];
  });
}
