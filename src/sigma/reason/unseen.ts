import type {FieldTest} from '../rule-set.js';
import type {FieldCensus} from './field-census.js';
import {hasIt, type Impossible} from './impossible.js';

/** Why a comparison holds for no event of a log: its field never has a value there. Undefined when it has one. */
export function whyUnseen(test: FieldTest, census: FieldCensus): Impossible | undefined {
  const {field} = test;
  if (census.events === 0 || !census.isUnmet(test)) return undefined;
  return {
    check: 'unseen-field',
    message: `none of the ${census.events} events that could be read has a value in ${field}`,
    next: advice(test, census),
  };
}

function advice(test: FieldTest, census: FieldCensus): string {
  const body = census.absentBody(test.field);
  if (body !== undefined) return `no event of the log has a ${body}: its audit policy writes none`;
  const like = census.elsewhere(test);
  return like ? `did you mean ${like.field}? ${hasIt(like)}` : 'ask a log that has such requests in it';
}
