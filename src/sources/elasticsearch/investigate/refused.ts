import {z} from 'zod';
import type {AuditEvent} from '../../../audit/event.js';
import {messageOf} from '../../../lib/errors.js';
import {parseAs} from '../../kit/parse.js';
import {type RecordedEvent, readRecord} from '../../record/read.js';
import type {Explanation} from '../../source.js';
import type {Hit} from '../../store/store.js';
import {newestRecord} from '../check.js';
import type {Form, Guess} from '../guess.js';
import {type Mapping, type Refusal, refusals} from '../mapping.js';
import type {Records} from '../records.js';
import {probeIndex} from './probe.js';

/** The store's own default for `index.mapping.total_fields.limit`. */
const USUAL_LIMIT = 1000;
/** At most this many of the attack's events are tried. */
const TRIED = 3;

const Mappings = z.record(z.string(), z.looseObject({mappings: z.record(z.string(), z.unknown())}));
const Settings = z.record(z.string(), z.looseObject({settings: z.record(z.string(), z.unknown())}));

/** The index does not take the record: found out by a probe where that is allowed, else by its mapping. */
export const refused: Guess = async (records, about, signal) => {
  const hit = await newestRecord(records, signal);
  if (!hit) return undefined;
  const form = await formOf(records, hit.index, signal);
  for (const tried of about.events.slice(0, TRIED)) {
    const found = await tryOut(records, form, asStored(tried, hit, records.config.time), signal);
    if (found) return {...found, cause: `refused by ${hit.index}: ${found.cause}`};
  }
  return undefined;
};

async function formOf({store}: Records, index: string, signal: AbortSignal): Promise<Form> {
  const path = `/${encodeURIComponent(index)}`;
  const mappings = parseAs(Mappings, await store.ask(`${path}/_mapping`, {signal}), 'the mapping');
  const settings = await store.ask(`${path}/_settings`, {query: {flat_settings: 'true'}, signal}).then(
    answer => parseAs(Settings, answer, 'the settings')[index]?.settings ?? {},
    () => ({}),
  );
  return {index, mapping: (mappings[index]?.mappings ?? {}) as Mapping, settings};
}

async function tryOut(
  records: Records,
  form: Form,
  document: Record<string, unknown>,
  signal: AbortSignal,
): Promise<Explanation | undefined> {
  if (records.config.probe) {
    const answer = await probeIndex(records.store, form, document, signal).catch((error: unknown) => ({
      notTried: messageOf(error),
    }));
    if ('refusal' in answer)
      return {cause: answer.refusal, change: remedy(answer.refusal), proof: {store: answer.refusal, how: 'probe'}};
    if ('taken' in answer) return undefined;
  }
  const [first, ...more] = refusals(form.mapping, document, limitOf(form));
  if (!first) return undefined;
  const proof = {
    index: form.index,
    how: 'mapping compared with the event',
    reasons: [first, ...more].map(r => r.reason),
  };
  return {cause: first.reason, change: REMEDIES[first.kind], proof};
}

const limitOf = ({settings}: Form): number => Number(settings['index.mapping.total_fields.limit'] ?? USUAL_LIMIT);

const REMEDIES: Record<Refusal['kind'], string> = {
  conflict:
    'map requestObject and responseObject as flattened (OpenSearch: flat_object) in the index template: their fields differ in type from kind to kind',
  limit:
    'map requestObject and responseObject as flattened (OpenSearch: flat_object) in the index template, or raise index.mapping.total_fields.limit',
  name: 'set omitManagedFields: true in the audit policy: managedFields have names that a store cannot take',
  strict: 'add the field to the index template, or set dynamic to false',
};

function remedy(said: string): string {
  if (/total fields|limit of/i.test(said)) return REMEDIES.limit;
  if (/strict_dynamic/i.test(said)) return REMEDIES.strict;
  return /field name|object field starting|empty/i.test(said) ? REMEDIES.name : REMEDIES.conflict;
}

/** The event in the form in which the shipper stores others. */
function asStored(event: AuditEvent, other: Hit, time: string): Record<string, unknown> {
  const timed = {[time]: event.requestReceivedTimestamp ?? event.stageTimestamp};
  return {...wrapped(event, readRecord(other.source)), ...timed};
}

function wrapped(event: AuditEvent, recorded: RecordedEvent | undefined): Record<string, unknown> {
  const {place = {kind: 'root'} as const} = recorded ?? {};
  if (place.kind === 'json') return {[place.path]: JSON.stringify(event)};
  const at = place.kind === 'under' ? place.path : '';
  return at.split('.').reduceRight<Record<string, unknown>>((inner, key) => (key ? {[key]: inner} : inner), {...event});
}
