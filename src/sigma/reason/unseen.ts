import type {FieldTest} from '../rule-set.js';
import type {FieldCensus, Likeness} from './field-census.js';
import {hasIt, type Impossible} from './impossible.js';

/** Why a comparison holds for no event of a log: its field never has a value there. Undefined when it has one. */
export function whyUnseen(test: FieldTest, census: FieldCensus): Impossible | undefined {
  if (census.events === 0 || !census.isUnmet(test)) return undefined;
  return unseen(test.field, census, census.elsewhere(test));
}

/** Why a field tells no events of a log apart: none has a value there. Undefined when one has. */
export const whyUnseenGroup = (field: string, census: FieldCensus): Impossible | undefined =>
  census.events > 0 && census.isAbsent(field) ? unseen(field, census) : undefined;

const unseen = (field: string, census: FieldCensus, like?: Likeness): Impossible => ({
  check: 'unseen-field',
  message: `none of the ${census.events} events that could be read has a value in ${field}`,
  next: advice(census.absentBody(field), like),
});

function advice(body: string | undefined, like: Likeness | undefined): string {
  if (body !== undefined) return `no event of the log has a ${body}: its audit policy writes none`;
  return like ? `did you mean ${like.field}? ${hasIt(like)}` : 'use a log that has such requests in it';
}
