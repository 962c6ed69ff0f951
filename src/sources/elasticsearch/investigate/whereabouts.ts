import {formatDuration} from '../../../lib/duration.js';
import {claimOf} from '../../claim.js';
import {placeText, textField} from '../../record/place.js';
import {type RecordedEvent, readRecord} from '../../record/read.js';
import type {EventShape} from '../../record/shape.js';
import {unread} from '../../record/unread.js';
import type {Investigation} from '../../source.js';
import {identityQuery} from '../../store/identity-query.js';
import type {Hit} from '../../store/store.js';
import type {Guess} from '../guess.js';
import {interestIn, refOf} from '../own-records.js';
import {timeOf} from '../signal.js';

/** At most this many records around the attack are read when nothing can be searched for. */
const READ_THROUGH = 500;
/** Records of the same moment: from a little before the attack. */
const AROUND_MS = 60_000;

/** The record is there, and its time is not that of the attack: clocks, time zones, or a parser that got it wrong. */
export const outOfTime: Guess = async (records, about, signal) => {
  const {store, config, ever, paths} = records;
  const wanted = identityQuery(await paths.at(ever, signal), interestIn(about));
  const [hit] = await store.search(ever, {query: wanted, size: 1, track_total_hits: false}, signal);
  if (!hit || !readRecord(hit.source, config.event)) return undefined;
  const time = timeOf(hit, config.time);
  const proof = {record: refOf(hit), time, attack: about.since.toISOString()};
  if (time === undefined) {
    return {
      cause: `the record is in ${hit.index}, but has no ${config.time}: nothing that looks at recent records sees it`,
      change: `let the shipper set ${config.time}, or name the date field with \`time\``,
      proof,
    };
  }
  const offMs = Date.parse(time) - about.since.getTime();
  if (Date.parse(time) >= records.from.getTime()) return excluded(config.query, hit, proof);
  return {
    cause: `the record is in ${hit.index}, but its ${config.time} is ${formatDuration(-offMs)} before the attack, outside of the run: clock skew`,
    change: 'set the clocks of nodes and shippers (NTP), and check the time zone and time field of the parser',
    proof,
  };
};

const excluded = (query: string | undefined, hit: Hit, proof: unknown) =>
  query === undefined
    ? undefined
    : {
        cause: `the record is in ${hit.index}, but the query of this source leaves it out: ${query}`,
        change: 'correct `query` in the stack file',
        proof,
      };

/** The record is there under another id or without one, and only its text gives it away. */
export const idUnknown: Guess = async ({store, ever, config}, about, signal) => {
  const query = {query_string: {query: `"${about.token}"`, lenient: true}};
  const hits = await store.search(ever, {query, size: READ_THROUGH, track_total_hits: false}, signal);
  return describe(hits, about, config.event, 'cannot be searched by its audit id');
};

/** Fields that are not mapped are kept and shown, but no query finds them: only reading does. */
export const unsearchable: Guess = async ({store, config, ever}, about, signal) => {
  const gte = new Date(about.since.getTime() - AROUND_MS).toISOString();
  const query = {range: {[config.time]: {gte, format: 'strict_date_optional_time'}}};
  const hits = await store.search(ever, {query, size: READ_THROUGH, track_total_hits: false}, signal);
  return describe(hits, about, config.event, 'its identity is in no field that is indexed');
};

function describe(hits: readonly Hit[], about: Investigation, shape: EventShape, what: string) {
  const hit = hits.find(h => isOurs(h, about));
  if (!hit) return undefined;
  const recorded = readRecord(hit.source, shape);
  const proof = {record: refOf(hit), fields: Object.keys(hit.source ?? {}).slice(0, 20)};
  if (!recorded) {
    const {what: why, change, field} = unread(hit.source, shape, about.auditIds);
    return {
      cause: `the record is in ${hit.index}, and no audit event is seen in it: ${why}`,
      change,
      proof: {...proof, ...(field !== undefined && {field})},
    };
  }
  const {lost, change} = lostIn(recorded);
  const where = placeText(recorded.place);
  return {
    cause: `the record is in ${hit.index}, but ${what}: the event is ${where}, ${lost}`,
    change,
    proof: {...proof, where},
  };
}

/** Why a record with an audit event in it is not found by its audit id. */
function lostIn({event, truncated, place}: RecordedEvent): {lost: string; change: string} {
  const field = textField(place);
  if (truncated) {
    const change = `raise the longest line of shipper and store${field === undefined ? '' : `, and what ${field} may hold`}`;
    return {lost: 'it was cut off', change};
  }
  if (event.auditID === undefined) {
    return {lost: 'it has lost its auditID', change: 'keep auditID in the record and map it as keyword'};
  }
  return field === undefined
    ? {lost: 'its mapping hides auditID', change: 'map auditID as keyword, and let it be indexed'}
    : {
        lost: 'which no search of this index reaches',
        change: `map ${field} as text, or let the shipper parse it and map auditID as keyword`,
      };
}

/**
 * Records of others mention our namespace, and those of set-up and twin act as our user: it must carry an audit id of
 * the attack, or, without any, be of the same request.
 */
function isOurs(hit: Hit, {token, auditIds, user, events}: Investigation): boolean {
  const text = JSON.stringify(hit.source);
  if (auditIds.some(id => text.includes(id))) return true;
  const recorded = readRecord(hit.source);
  const claim = recorded && claimOf(recorded.event);
  if (!claim || claim.auditId !== undefined) return false;
  const acting = claim.user === user || claim.userAgent?.includes(token);
  return Boolean(acting) && events.some(event => event.verb === claim.verb && event.requestURI === claim.uri);
}

/** The record is in an index that the pattern does not name. */
export const otherIndex: Guess = async ({store, ever}, about, signal) => {
  const should = ['auditID', 'auditID.keyword', 'kubernetes.audit.auditID', 'kubernetes.audit.auditID.keyword'].map(
    field => ({
      terms: {[field]: about.auditIds.slice(-100)},
    }),
  );
  const hits = await store
    .search('*', {query: {bool: {should}}, size: 1, track_total_hits: false}, signal)
    .catch(() => {
      // These credentials may not look beyond their own index.
      signal.throwIfAborted();
      return [];
    });
  const hit = hits[0];
  if (!hit) return undefined;
  return {
    cause: `the record is in the index ${hit.index}, which ${ever} does not cover`,
    change: `name ${hit.index}, or a pattern for its like, as index in the stack file and in the rules`,
    proof: {record: refOf(hit)},
  };
};
