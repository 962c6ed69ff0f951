import type {Predicate} from '../rule-set.js';
import {fieldAt} from './fields.js';

const RELATIONS: Readonly<Record<string, (text: string, other: string) => boolean>> = {
  contains: (text, other) => text.includes(other),
  startswith: (text, other) => text.startsWith(other),
  endswith: (text, other) => text.endsWith(other),
};

/**
 * Compares a field with other fields of the same event; what is absent equals nothing.
 *
 * @throws Error in words when a value is not a field's name.
 */
export function fieldReference(path: string, modifiers: readonly string[], values: readonly unknown[]): Predicate {
  const field = fieldAt(path);
  const relation = modifiers.map(m => RELATIONS[m]).find(Boolean) ?? ((text, other) => text === other);
  const fold = (value: unknown) => (modifiers.includes('cased') ? String(value) : String(value).toLowerCase());
  const isText = (value: unknown) => value !== undefined && value !== null && typeof value !== 'object';
  const tests = values.map((value): Predicate => {
    if (typeof value !== 'string' || value === '') throw new Error('fieldref needs the name of a field');
    if (/[*?]/.test(value)) throw new Error('fieldref takes the name of a field, without wildcards');
    const other = fieldAt(value);
    return event =>
      field.some(event, a => isText(a) && other.some(event, b => isText(b) && relation(fold(a), fold(b))));
  });
  return modifiers.includes('all')
    ? event => tests.every(test => test(event))
    : event => tests.some(test => test(event));
}
