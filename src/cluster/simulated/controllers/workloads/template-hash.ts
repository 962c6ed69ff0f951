import {createHash} from 'node:crypto';
import {isMap} from '../../objects.js';

/** Letters and digits that form no words, as apimachinery's `rand` has them. */
const LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

/** JSON with the keys of every map in their order: of the same template it is the same text. */
const ordered = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    isMap(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );

/** What tells pods of one template from those of another. It looks as a real one does, and is another number. */
export function templateHash(template: unknown): string {
  const number = createHash('sha1').update(ordered(template)).digest().readUInt32BE();
  return [...String(number)].map(digit => LETTERS[digit.charCodeAt(0) % LETTERS.length]).join('');
}

/** Whether two templates make the same pods, but for the label that tells whose they are. */
export function sameTemplate(a: unknown, b: unknown): boolean {
  return ordered(withoutHash(a)) === ordered(withoutHash(b));
}

function withoutHash(template: unknown): unknown {
  if (!isMap(template) || !isMap(template.metadata) || !isMap(template.metadata.labels)) return template;
  const {'pod-template-hash': _, ...labels} = template.metadata.labels;
  return {...template, metadata: {...template.metadata, labels}};
}
