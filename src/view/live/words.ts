import {de} from './told/de.js';
import {en} from './told/en.js';
import type {Telling} from './told/telling.js';
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
