import type {ViewerEvent} from './facts.js';
import {de} from './told/de.js';
import {en} from './told/en.js';
import type {Say, Telling} from './told/telling.js';
import type {LiveView} from './view.js';

/** Whatever is told is told in each of these. */
export const TELLINGS: Readonly<Record<string, Telling>> = {en, de};

/** A language by its tag, such as `de-AT`; undefined where there are no words in it. */
export const languageOf = (tag: string | undefined): string | undefined => {
  const known = tag?.slice(0, 2).toLowerCase() ?? '';
  return Object.hasOwn(TELLINGS, known) ? known : undefined;
};

/** What is said in a language, by its tag; in English where there are no words in it. */
export const tellingIn = (tag: string | undefined): Telling => TELLINGS[languageOf(tag) ?? 'en'] ?? en;

/** Whether anybody who controls the drill is there. */
export function isSteered({opened, people}: Pick<LiveView, 'opened' | 'people'>): boolean {
  const controls = opened?.roles.filter(({kind}) => kind === 'controls').map(({id}) => id) ?? [];
  return Object.values(people).some(({role, state}) => state === 'online' && controls.includes(role));
}

/** What a line says of an event that has been folded already; undefined for those that are not worth one. */
export function toldOf(event: ViewerEvent, view: LiveView, telling: Telling = en): string | undefined {
  const say = telling.say[event.type] as Say<ViewerEvent['type']> | undefined;
  return say?.(event, view);
}

/** What somebody did, in two words, and their id; undefined for what no participant did. */
export function didOf(
  event: ViewerEvent,
  view: LiveView,
  telling: Telling,
): {person: string; text: string} | undefined {
  const text = (telling.did[event.type] as ((event: ViewerEvent) => string) | undefined)?.(event);
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
