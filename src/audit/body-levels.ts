import {dictionary} from '../lib/json/dictionary.js';
import type {AuditLevel} from './event.js';

const WITH_BODY: Readonly<Record<string, readonly AuditLevel[]>> = dictionary({
  requestObject: ['Request', 'RequestResponse'],
  responseObject: ['RequestResponse'],
});

/** The levels at which an event has a field of a body, the lowest first; undefined for fields that every level has. */
export const levelsWith = (field: string): readonly AuditLevel[] | undefined => WITH_BODY[field.split('.')[0] ?? ''];
