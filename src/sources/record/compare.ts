import type {AuditEvent} from '../../audit/event.js';
import {AUDIT_FIELDS} from '../../audit/fields.js';
import {valueAt} from '../../lib/json/field-path.js';
import type {RecordedEvent} from './read.js';

/** What became of one field on its way into the store. */
export interface Difference {
  field: string;
  change: 'renamed' | 'missing' | 'truncated' | 'other value';
  /** The record's name for it, or its value there. */
  stored?: string;
}

/** Bookkeeping that no rule reads, and that shippers use up: Fluentd's parser removes its time key. */
const UNREAD: readonly string[] = ['kind', 'apiVersion', 'requestReceivedTimestamp', 'stageTimestamp'];

/** How a stored record differs from the event that the API server wrote: what a rule on it may trip over. */
export function differences(event: AuditEvent, recorded: RecordedEvent): Difference[] {
  const annotations = Object.keys(event.annotations ?? {}).map(name => `annotations.${name}`);
  const fields = [...AUDIT_FIELDS.filter(field => !UNREAD.includes(field)), ...annotations];
  return [...fields.flatMap(field => difference(field, event, recorded)), ...bodies(event, recorded)];
}

function difference(field: string, event: AuditEvent, {event: stored, names}: RecordedEvent): Difference[] {
  const was = fieldOf(event, field);
  if (was === undefined) return [];
  const is = fieldOf(stored, field);
  const name = names.get(field);
  if (is === undefined) return [{field, change: 'missing'}];
  if (name !== undefined && name !== field) return [{field, change: 'renamed', stored: name}];
  return sameValue(was, is) ? [] : [{field, change: shortened(was, is), stored: JSON.stringify(is)}];
}

/** An annotation's name is one key, with dots in it. */
const fieldOf = (event: Partial<AuditEvent>, field: string): unknown =>
  field.startsWith('annotations.') ? event.annotations?.[field.slice('annotations.'.length)] : valueAt(event, field);

const sameValue = (was: unknown, is: unknown): boolean => JSON.stringify(was) === JSON.stringify(is);

const shortened = (was: unknown, is: unknown): Difference['change'] =>
  typeof was === 'string' && typeof is === 'string' && was.startsWith(is.replace(/(…|\.\.\.)$/, ''))
    ? 'truncated'
    : 'other value';

function bodies(event: AuditEvent, {event: stored}: RecordedEvent): Difference[] {
  return (['requestObject', 'responseObject'] as const).flatMap((body): Difference[] => {
    const was = event[body];
    if (typeof was !== 'object' || was === null) return [];
    const is = stored[body];
    if (typeof is !== 'object' || is === null) return [{field: body, change: 'missing'}];
    const lost = Object.keys(was).filter(key => !(key in is));
    return lost.map(key => ({field: `${body}.${key}`, change: 'missing'}));
  });
}

/** `annotations.authorization.k8s.io/decision is annotations.authorization_k8s_io/decision; requestObject is missing`. */
export const differenceText = (all: readonly Difference[]): string =>
  all
    .map(({field, change, stored}) => {
      if (change === 'renamed') return `${field} is ${stored}`;
      return change === 'missing' ? `${field} is missing` : `${field} is ${change} (${stored})`;
    })
    .join('; ');
