import {printableText} from '../lib/text/printable.js';

const ENTITIES: Record<string, string> = {'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;'};

/** What is printable, and yet no character of XML 1.0, not even as a reference. */
const FORBIDDEN = /[\uFFFE\uFFFF]/g;

/** Text from anywhere, safe in XML and HTML, in elements and in quoted attributes. */
export const escapeMarkup = (text: string): string =>
  printableText(text)
    .replace(FORBIDDEN, '\uFFFD')
    .replace(/[&<>"']/g, found => ENTITIES[found] ?? found);
