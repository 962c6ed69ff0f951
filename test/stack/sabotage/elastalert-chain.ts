import type {AuditEvent} from '../../../src/audit/event.js';
import {realClock} from '../../../src/lib/clock.js';
import {drill} from '../../helpers/drill.js';
import {loopback} from '../../helpers/loopback.js';
import {stackOf} from '../../helpers/stack.js';
import {tempFile} from '../../helpers/temp.js';
import {elastAlert, secretsListed} from '../elastalert2.js';
import {lab, makeIndex} from '../lab.js';
import {bulk, timed} from '../shipper.js';

const url = lab('LAB_OPENSEARCH');

/** The rule that is meant, by the stack file. */
const NAMED = ', rules: {secrets-enumerated: [secrets-listed]}';

/** What is wrong with a chain. */
export interface Chain {
  /** What is changed of the rule that would alert; the second rule always runs, on something else. */
  rule?: object;
  /** Whether the stack file names the file of the rule; it does unless this says no. */
  readable?: boolean;
  /** What the shipper makes of an event. */
  change?: (event: AuditEvent) => object;
  before?: (index: string, told: () => number) => Promise<void>;
  /** What the stack file says beside ElastAlert2's address. */
  named?: string;
  /** Further sources. */
  beside?: string[];
}

/** Secrets are listed, rsyslog's like brings the record into the real OpenSearch, and a real ElastAlert2 looks at it. */
export async function chain({rule = {}, change = timed, before, named = NAMED, readable = true, beside = []}: Chain) {
  // An index that nothing was stored in has no field to sort by, and ElastAlert2 writes no status of a search that fails.
  const index = await makeIndex({mappings: {properties: {'@timestamp': {type: 'date'}}}});
  const people = await loopback(() => ({body: {}}));
  const other = secretsListed(index, people.url, {name: 'other', filter: [{term: {'verb.keyword': 'none'}}]});
  const meant = secretsListed(index, people.url, rule);
  const {writeback, ran} = await elastAlert([meant, other]);
  const files = readable ? `, ruleFiles: ["${tempFile('secrets-listed.yaml', JSON.stringify(meant))}"]` : '';
  await ran('other');
  await before?.(index, () => people.received.length);
  return drill(['secrets-listed'], {
    clock: realClock,
    settings: {slaMs: 12_000, graceMs: 200},
    cluster: bulk(index, change),
    stack: stackOf([
      `{type: elasticsearch, url: "${url}", index: ${index}, every: 200ms}`,
      `{type: elastalert, url: "${url}", index: ${writeback}, every: 200ms${named}${files}}`,
      ...beside,
    ]),
  });
}
