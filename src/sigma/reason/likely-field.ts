import {isIP} from 'node:net';
import {AUDIT_FIELDS, auditNumbers, auditValues} from '../../audit/fields.js';
import {RESOURCES} from '../../kube/resources.js';
import {nearest} from '../../lib/text/suggest.js';
import {toNumber} from '../match/typed-values.js';

const PLURALS = new Set(RESOURCES.map(({plural}) => plural));

/** Fields by the form of their values, for those that no other field has values like. */
const BY_FORM: readonly (readonly [field: string, has: (value: string) => boolean])[] = [
  ['annotations.authorization.k8s.io/decision', value => /^(?:allow|forbid)$/i.test(value)],
  ...['verb', 'stage', 'level'].map(field => [field, (value: string) => isOneOf(field, value)] as const),
  ['objectRef.resource', value => PLURALS.has(value)],
  ['sourceIPs', value => isIP(value.split('/')[0] ?? '') > 0],
  ['requestURI', value => /^\/(?:apis?|healthz|livez|readyz|metrics|version|openapi)\b/.test(value)],
  ['user.groups', value => /^system:(?:masters|nodes|authenticated|unauthenticated|serviceaccounts)/.test(value)],
  ['user.username', value => /^system:/.test(value)],
  ['userAgent', value => /^(?:kubectl|curl|python-requests|Go-http-client)\b/.test(value)],
  ['responseStatus.code', value => isInRange('responseStatus.code', value)],
];

const isOneOf = (field: string, value: string): boolean =>
  auditValues(field)?.some(known => known.toLowerCase() === value.toLowerCase()) ?? false;

function isInRange(field: string, value: string): boolean {
  const [least, most] = auditNumbers(field) ?? [0, -1];
  const number = toNumber(value);
  return number !== undefined && number >= least && number <= most;
}

/**
 * The field that was probably meant: one that has such values; else the same last word elsewhere, as rules written for
 * another pipeline have it (`resource` for `objectRef.resource`); else the nearest by its letters.
 */
export function likelyField(path: string, values: readonly unknown[]): string | undefined {
  const texts = values.filter(value => value !== null).map(String);
  const byForm = texts.length ? BY_FORM.find(([field, has]) => field !== path && texts.every(has))?.[0] : undefined;
  if (byForm !== undefined) return byForm;
  const last = path.split('.').at(-1)?.toLowerCase();
  const namesakes = AUDIT_FIELDS.filter(field => field !== path && field.split('.').at(-1)?.toLowerCase() === last);
  return (
    namesakes.find(field => mayHave(field, texts)) ??
    nearest(
      path,
      AUDIT_FIELDS.filter(f => mayHave(f, texts)),
    )
  );
}

/** Whether a field can have any of these values, as far as its values are known. */
const mayHave = (field: string, texts: readonly string[]): boolean =>
  !texts.length ||
  ((auditValues(field) === undefined || texts.some(text => isOneOf(field, text))) &&
    (auditNumbers(field) === undefined || texts.some(text => isInRange(field, text))));
