import type {IncomingHttpHeaders} from 'node:http';
import {JsonTextError, parseJson, parseJsonValues} from '../../lib/json/text.js';
import type {Refusal} from './body.js';

/** What a receiver reads, for senders that ask. */
export const READABLE = 'application/json, application/x-ndjson, application/cloudevents+json';

/**
 * The documents of a body: one of JSON, several that follow each other (NDJSON), or one in a field of a form. The
 * content type decides nothing that the body itself shows: `curl -d` calls everything a form.
 *
 * @returns why it cannot be read, without a word of it, where it cannot; an empty body says nothing, whatever was meant.
 */
export function documentsOf(body: Buffer, {'content-type': type = ''}: IncomingHttpHeaders): unknown[] | Refusal {
  const text = textOf(body, type);
  if (text === undefined) return {code: 415, reason: 'a body is in a character set that is not known'};
  try {
    const documents = parseJsonValues(text);
    return documents.length ? documents : {code: 400, reason: 'a body is empty'};
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    const form = /^application\/x-www-form-urlencoded\b/i.test(type) ? inForm(text) : [];
    if (form.length) return form;
    return unreadable(type, error.message);
  }
}

/** What says of itself that it is something else is of a kind that is never read; the rest is broken. */
function unreadable(type: string, why: string): Refusal {
  const [kind = ''] = type.toLowerCase().split(';');
  const isOther = kind !== '' && !/json|ndjson|^text\/plain|octet-stream/.test(kind);
  return isOther
    ? {code: 415, reason: `a body is ${printable(kind)} and not JSON`}
    : {code: 400, reason: `a body is ${why}`};
}

const printable = (kind: string): string =>
  kind
    .trim()
    .replace(/[^\x21-\x7e]/g, '?')
    .slice(0, 60);

/** By its byte order mark, else as the content type says. Bytes that are no characters are replaced, as ever. */
function textOf(body: Buffer, type: string): string | undefined {
  const [first, second] = body;
  const marked = first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : '';
  const [, said = 'utf-8'] = /;\s*charset="?([^";\s]+)/i.exec(type) ?? [];
  try {
    return new TextDecoder(marked || said).decode(body);
  } catch {
    return undefined;
  }
}

/** The JSON of fields, such as `payload=` of webhooks that were made for chats. */
function inForm(text: string): unknown[] {
  return [...new URLSearchParams(text).values()].flatMap(value => {
    if (!/^\s*[[{]/.test(value)) return [];
    try {
      return [parseJson(value)];
    } catch {
      return [];
    }
  });
}
