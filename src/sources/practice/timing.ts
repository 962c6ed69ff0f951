import {milliseconds} from '../../lib/duration.js';
import type {Wait} from '../kit/source-type.js';
import type {Practice} from './schema.js';

/** What a record waits for until it can be searched. */
export const untilSearchable = ({shipper, index}: Practice): Wait[] => [
  {ms: milliseconds(shipper.every), why: 'the shipper sends every'},
  {ms: milliseconds(index.refresh), why: 'the index refreshes every'},
];

/** What an alert waits for, from the record that can be searched to the people. */
export const untilNotified = ({search, alerts}: Practice): Wait[] => [
  {ms: milliseconds(search.every), why: 'rules search every'},
  {ms: milliseconds(alerts.wait), why: 'alerts wait'},
];

/** All of it in milliseconds. The practice pipeline is as slow as it may be, so that it is the same each time. */
export const sumOf = (waits: readonly Wait[]): number => waits.reduce((sum, {ms}) => sum + ms, 0);

/** How far `@timestamp` is from when it happened, in milliseconds: positive is ahead. */
const offBy = ({shipper: {time}}: Practice): number => milliseconds(time.ahead) - milliseconds(time.behind);

/** Why a search does not cover a record that was just written, by its `@timestamp`; undefined when it does. */
export function notCovered(config: Practice): {offMs: number; way: 'ahead' | 'behind'} | undefined {
  const offMs = offBy(config);
  const oldest = milliseconds(config.search.lookBack);
  const age = sumOf([...untilSearchable(config), ...untilNotified(config)]) - offMs;
  if (age < 0) return {offMs, way: 'ahead'};
  return age > oldest ? {offMs: -offMs, way: 'behind'} : undefined;
}
