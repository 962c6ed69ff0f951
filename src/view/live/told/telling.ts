import type {Recorded} from '../../../events/table.js';
import type {TaskWords} from '../../../events/workshop.js';
import type {ViewerEvent} from '../facts.js';
import type {LiveView} from '../view.js';

type Of<T extends ViewerEvent['type']> = Extract<ViewerEvent, {type: T}>;
/** What a line says of an event; undefined where this one is not worth a line. */
export type Say<T extends ViewerEvent['type']> = (event: Of<T>, view: LiveView) => string | undefined;

/** What is said of a drill's events in one language: for lines of terminals and reports, and not for the page. */
export interface Saying {
  /** What each type of event is worth; a type that is not here says nothing. */
  say: {[T in ViewerEvent['type']]?: Say<T>};
  /** What somebody did, in two words. */
  did: {[T in ViewerEvent['type']]?: (event: Of<T>) => string};
}

/** Words around what happens in a drill, in one language. */
export interface Telling {
  language: 'en' | 'de';
  /** To whom something goes. */
  toWhom: (roles: readonly string[]) => string;
  /** Words of the log, such as `held` or `critical`; one that is not here stays as it is. */
  terms: Readonly<Record<string, string>>;
  /** The title of an inject that asks a question. */
  question: (id: string) => string;
  /** What a task of a workshop asks for, by what it is judged by. */
  tasks: Readonly<Record<Exclude<TaskWords['kind'], 'lab'>, string>>;
  /** Where and when evidence was recorded; that it was simulated comes first. */
  recorded: (recorded: Recorded) => string;
  /** Who did what no product says the name of. */
  somebody: string;
}

/** The name of a participant; what is no person is what it is, such as `clock`. */
export const nameIn = ({people}: Pick<LiveView, 'people'>, by: string): string => people[by]?.name ?? by;

/** A word of the log in the language of a telling. */
export const term = ({terms}: Pick<Telling, 'terms'>, word: string): string =>
  Object.hasOwn(terms, word) ? (terms[word] ?? word) : word;

/** What an alert is about, in the order in which people ask: who, what, where. */
export function aboutText(about: Readonly<Record<string, string>>, terms: Telling['terms'] = {}): string {
  const parts = Object.entries(about).map(([what, value]) => `${term({terms}, what)} ${value}`);
  return parts.length ? ` (${parts.join(', ')})` : '';
}

/** By what a declared action was judged, where that was not what it names. */
export const groundsText = (
  grounds: Of<'action.taken'>['grounds'] = [],
  words: Readonly<Record<'kind' | 'another', string>>,
): string =>
  (['kind', 'another'] as const)
    .map(ground => [words[ground], grounds.filter(({by}) => by === ground).map(({check}) => check)] as const)
    // What it does not hold is open, and said there.
    .map(([said, checks]) => (checks.length ? said + (said === words.kind ? checks.join('; ') : '') : ''))
    .join('');

/** A reason behind what it is one for. */
export const because = (reason: string | undefined): string => (reason === undefined ? '' : `: ${reason}`);
