import type {Text} from '../scenario/exercise/people.js';

/** A text in a language; where it has none in that, in English, and then in any. */
export function textIn(text: Text, language: string): string {
  if (typeof text === 'string') return text;
  return text[language] ?? text.en ?? Object.values(text)[0] ?? '';
}
