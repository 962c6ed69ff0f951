import {de} from './de.js';
import {en, type Words} from './en.js';

const LANGUAGES: Readonly<Record<string, Words>> = {en, de};

/** The words of the first language that there are any of; English where there are none. */
export const wordsIn = (...wanted: readonly (string | undefined)[]): Words =>
  wanted.map(tag => LANGUAGES[tag?.slice(0, 2).toLowerCase() ?? '']).find(words => words !== undefined) ?? en;
