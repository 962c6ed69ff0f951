import {z} from 'zod';

/** Control characters, and those that turn the direction of text or are not seen. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\u2028\u2029]/gu;
const UNSEEN_BUT_LINES = /[^\P{Cc}\n\t]|[\p{Cf}\p{Co}\p{Cn}\u2028\u2029]/gu;

/** One line of text from people: composed (NFC), without characters that are not seen. */
export const line = (most: number) =>
  z
    .string()
    .max(most * 4)
    .transform(text => text.normalize('NFC').replaceAll(UNSEEN, '').trim())
    .pipe(z.string().min(1).max(most));

/** Text of several lines. */
export const lines = (most: number) =>
  z
    .string()
    .max(most * 4)
    .transform(text => text.normalize('NFC').replaceAll(UNSEEN_BUT_LINES, '').trim())
    .pipe(z.string().min(1).max(most));

/** What somebody is called. */
export const personName = line(40).pipe(z.string().regex(/^[\p{L}\p{N}][\p{L}\p{M}\p{N} ._'’-]*$/u, 'is not a name'));
