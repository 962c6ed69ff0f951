import {languageOf} from '../../../view/live/words.js';
import {de} from './de.js';
import {en, type Words} from './en.js';

/** Every language of the screens. */
export const CATALOGUES: Readonly<Record<string, Words>> = {en, de};

/** The words of the screens in a language, by its tag; in English where there are none in it. */
export const wordsIn = (tag: string | undefined): Words => CATALOGUES[languageOf(tag) ?? 'en'] ?? en;
