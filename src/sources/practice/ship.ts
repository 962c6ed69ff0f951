import type {AuditEvent} from '../../audit/event.js';
import {milliseconds} from '../../lib/duration.js';
import {valueAt, valuesAt} from '../../lib/json/field-path.js';
import type {Practice} from './schema.js';

/** What became of an audit event on its way into the index. */
export type Shipped =
  | {state: 'stored'; record: Record<string, unknown>}
  | {state: 'left out'; field: string; value: string | number}
  | {state: 'refused'; field: string; type: string; value: unknown};

/** The field of a line that was not parsed, as Fluentd's tail and container logs have it. */
export const LINE = 'log';
const TIME = '@timestamp';

/** Carries one event from the audit log into the index, or says why it does not arrive. */
export function ship(event: AuditEvent, {shipper, index}: Practice): Shipped {
  const left = shipper.leavesOut.find(({field, is}) => valuesAt(event, field).some(value => value === is));
  if (left) return {state: 'left out', field: left.field, value: left.is};
  const record = recordOf(event, shipper);
  for (const [field, type] of Object.entries(index.mapping)) {
    const wrong = valuesAt(record, field).find(value => !FITS[type](value));
    if (wrong !== undefined) return {state: 'refused', field, type, value: wrong};
  }
  return {state: 'stored', record};
}

function recordOf(event: AuditEvent, {rename, under, parse, time}: Practice['shipper']): Record<string, unknown> {
  const offMs = milliseconds(time.ahead) - milliseconds(time.behind);
  const at = new Date(Date.parse(event.stageTimestamp) + offMs).toISOString();
  if (!parse) return {[LINE]: JSON.stringify(event), [TIME]: at};
  const copy = structuredClone(event) as unknown as Record<string, unknown>;
  for (const [from, to] of Object.entries(rename)) {
    const value = valueAt(copy, from);
    if (value === undefined) continue;
    take(copy, from.split('.'));
    put(copy, to.split('.'), value);
  }
  const placed = under === undefined ? copy : put({}, under.split('.'), copy);
  return Object.assign(placed, {[TIME]: at});
}

/** Removes what is at a path. */
function take(root: Record<string, unknown>, path: readonly string[]): void {
  const map = path.slice(0, -1).reduce<unknown>((at, key) => (isMap(at) ? at[key] : undefined), root);
  if (isMap(map)) delete map[path.at(-1) ?? ''];
}

/** Puts a value at a path, and makes the maps on the way there. */
export function put(root: Record<string, unknown>, path: readonly string[], value: unknown): Record<string, unknown> {
  let map = root;
  for (const key of path.slice(0, -1)) {
    if (!isMap(map[key])) map[key] = {};
    map = map[key] as Record<string, unknown>;
  }
  map[path.at(-1) ?? ''] = value;
  return root;
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a value goes into a field of a type, as Elasticsearch decides it: numbers and dates may be texts. */
const FITS: Record<Practice['index']['mapping'][string], (value: unknown) => boolean> = {
  keyword: value => typeof value !== 'object',
  text: value => typeof value !== 'object',
  long: value => (typeof value === 'number' || typeof value === 'string') && /^-?\d+$/.test(String(value)),
  boolean: value => value === true || value === false || value === 'true' || value === 'false',
  date: value => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
  object: isMap,
};

/** What a rule finds when it reads a record: the event again, as far as names and places agree. */
export function asRead(record: Record<string, unknown>, {search}: Practice): Record<string, unknown> {
  const root = search.under === undefined ? record : valueAt(record, search.under);
  const seen = isMap(root) ? {...structuredClone(root)} : {};
  for (const [field, name] of Object.entries(search.fields)) {
    const value = valueAt(record, name);
    if (value !== undefined) put(seen, field.split('.'), value);
  }
  return seen;
}
