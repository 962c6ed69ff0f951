import type {ViewerEvent} from './facts.js';
import {en} from './told/en.js';
import {sayDe} from './told/say/de.js';
import {sayEn} from './told/say/en.js';
import type {Say, Saying, Telling} from './told/telling.js';
import type {LiveView} from './view.js';

/** Whatever is said of events is said in each of these. */
export const SAYINGS: Readonly<Record<Telling['language'], Saying>> = {en: sayEn, de: sayDe};

/** What a line says of an event that has been folded already; undefined for those that are not worth one. */
export function toldOf(event: ViewerEvent, view: LiveView, telling: Telling = en): string | undefined {
  const say = SAYINGS[telling.language].say[event.type] as Say<ViewerEvent['type']> | undefined;
  return say?.(event, view);
}

/** What somebody did, in two words, and their id; undefined for what no participant did. */
export function didOf(
  event: ViewerEvent,
  view: LiveView,
  telling: Telling,
): {person: string; text: string} | undefined {
  const text = (SAYINGS[telling.language].did[event.type] as ((event: ViewerEvent) => string) | undefined)?.(event);
  const person = 'person' in event ? event.person : doerOf(event, view);
  return text === undefined || person === undefined ? undefined : {person, text};
}

/** Some events name who did it otherwise. */
function doerOf(event: ViewerEvent, {people}: LiveView): string | undefined {
  const named = (is: (name: string) => boolean) => Object.values(people).find(({name}) => is(name.toLowerCase()))?.id;
  if ('by' in event && event.by !== undefined && people[event.by]) return event.by;
  if (event.type === 'alert.answered') return named(name => name === event.name?.toLowerCase());
  // The account of a person is called as they are, as far as Kubernetes takes it.
  if (event.type === 'person.acted') return named(name => name === event.user.split(':').at(-1));
  return undefined;
}
