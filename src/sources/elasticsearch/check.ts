import {formatDuration} from '../../lib/duration.js';
import {placeText} from '../record/place.js';
import {readRecord} from '../record/read.js';
import {formOf} from '../record/unread.js';
import type {Answer} from '../source.js';
import {indicesNamed, newest, noIndex, unanswered} from '../store/check.js';
import {narrowedBy} from '../store/config.js';
import type {IdentityPaths} from '../store/identity-fields.js';
import type {Hit} from '../store/store.js';
import {held} from './held-by-store.js';
import type {Records} from './records.js';
import {timeOf} from './signal.js';

/** A cluster that is idle still writes some twenty events a minute. */
const FRESH_MS = 300_000;
/** An index that shows records only after longer than this holds up every rule on it. */
const SLOW_MS = 30_000;
const WRITE_FIRST = 'name the index that the shipper writes to, or let it write one record first';
/** Beyond this, records of the drill fall out of the time that is looked at. */
const AHEAD_MS = 60_000;

/** Whether the store answers, lets us read, has the index, and how old its newest audit record is. */
export async function checkRecords(records: Records, signal: AbortSignal): Promise<Answer> {
  const {store, ever} = records;
  try {
    const {name, version} = await store.product(signal);
    const there = await indicesNamed(store, ever, signal);
    if (there && !there.length) return await noIndex(store, ever, WRITE_FIRST, signal);
    const hit = await newestRecord(records, signal);
    const kept = await held(records, SLOW_MS, signal).catch(() => {
      // Who may read records may not always read settings.
      signal.throwIfAborted();
    });
    const product = {name, version};
    if (kept) return {state: 'warning', detail: `${name} ${version}: ${kept.cause}`, next: [kept.change], product};
    const said = hit ? told(records, hit, `${name} ${version}`) : await noRecord(records, `${name} ${version}`, signal);
    return {...said, product};
  } catch (error) {
    return unanswered(error, ever);
  }
}

/** The newest record that looks like an audit event; other logs may share the index. */
export async function newestRecord(records: Records, signal: AbortSignal): Promise<Hit | undefined> {
  const {store, config, paths, ever} = records;
  const filter = [anyEvent(await paths.at(ever, signal)), ...narrowedBy(config.query)];
  return newest(store, {index: ever, time: config.time}, {bool: {filter}}, signal);
}

function anyEvent({auditId, line}: IdentityPaths): object {
  const should = [
    ...[...auditId.exact, ...auditId.analysed].map(field => ({exists: {field}})),
    ...line.analysed.map(field => ({match_phrase: {[field]: 'auditID'}})),
    ...line.exact.map(field => ({wildcard: {[field]: {value: '*auditID*'}}})),
  ];
  return {bool: {should, minimum_should_match: 1}};
}

function told({config, context, ever}: Records, hit: Hit, product: string): Answer {
  const recorded = readRecord(hit.source, config.event);
  const time = timeOf(hit, config.time);
  if (!recorded) {
    return {
      state: 'warning',
      detail: `${product}: the newest record of ${ever} holds no audit event where \`event\` says`,
      next: [`it has the fields ${fieldsOf(hit.source)}: correct event, or leave it at auto`],
    };
  }
  if (time === undefined) {
    return {
      state: 'failed',
      detail: `${product}: records of ${ever} have no field ${config.time}, so new ones cannot be told from old`,
      next: [`name the date field with time; there are ${fieldsOf(hit.source)}`],
    };
  }
  const age = context.clock.wall().getTime() - Date.parse(time);
  const detail = `${product}, newest record ${age < 0 ? `${formatDuration(-age)} ahead of our clock` : `${formatDuration(age)} old`}, the event ${placeText(recorded.place)}`;
  if (age > FRESH_MS) {
    return {
      state: 'warning',
      detail,
      next: ['check that the shipper runs, reads this audit log, and writes to this index'],
    };
  }
  if (age < -AHEAD_MS)
    return {state: 'warning', detail, next: ['check the clocks of nodes and shippers, and time zones']};
  return {state: 'ok', detail, next: []};
}

/** Nothing that looks like an audit event; what the newest record is instead may be known by its form. */
async function noRecord({store, config, ever}: Records, product: string, signal: AbortSignal): Promise<Answer> {
  const other = await newest(store, {index: ever, time: config.time}, {match_all: {}}, signal);
  const form = other && formOf(other.source);
  return {
    state: 'warning',
    detail: `${product}: ${ever} holds no audit record${form ? `; its newest record is ${form.what}` : ' yet'}`,
    next: [
      form?.change ??
        'check that the shipper reads the audit log; with `event`, say where records carry the audit event',
    ],
  };
}

const fieldsOf = (source: unknown): string =>
  Object.keys(source ?? {})
    .slice(0, 12)
    .join(', ');
