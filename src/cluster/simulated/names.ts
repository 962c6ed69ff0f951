import {randomBytes} from 'node:crypto';

/** Letters and digits that form no words, as apimachinery's `utilrand` has them. */
const SUFFIX = 'bcdfghjklmnpqrstvwxz2456789';

/** A name that nobody has, as the server makes it of `generateName`. */
export const suffixed = (prefix: string | undefined): string | undefined =>
  prefix === undefined ? undefined : prefix + [...randomBytes(5)].map(byte => SUFFIX[byte % SUFFIX.length]).join('');
