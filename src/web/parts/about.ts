import type {Deed} from '../rows/deeds.js';
import type {Words} from '../words/en.js';

/** What a deed was about, in words. */
export const aboutDeed = ({kind, about}: Deed, words: Words): string =>
  kind === 'stated' ? ((words.notices.statements as Record<string, string>)[about] ?? about) : about;
