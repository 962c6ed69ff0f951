import {onTestFinished, test} from 'vitest';
import type {AuditEvent} from '../../src/audit/event.js';
import {auditEvent} from '../helpers/audit-event.js';
import {type DrillChange, drill} from '../helpers/drill.js';
import {type Line, lokiOf} from '../helpers/loki-lines.js';
import {shippedBy} from '../helpers/shipped.js';
import {stackOf} from '../helpers/stack.js';
import {expectNamed} from './ways.js';

type Loki = Awaited<ReturnType<typeof lokiOf>>;

/** A scenario whose attack is many requests. */
const BURST = 'permission-enumeration';

/** A line at its event's own time. */
const timed = (event: AuditEvent): Line => ({at: new Date(event.stageTimestamp), line: JSON.stringify(event)});
const isAttacks = (event: AuditEvent): boolean => event.objectRef?.resource === 'secrets';

/** Loki throws one more line away. */
const discard = ({discarded}: Loki): void => {
  discarded.rate_limited = (discarded.rate_limited ?? 0) + 1;
};

/** `ship` says what comes to Loki. */
const drilled = (
  loki: Loki,
  ship: (event: AuditEvent) => void,
  change: DrillChange = {},
  scenario = 'secrets-listed',
) =>
  drill([scenario], {
    stack: stackOf([`{type: loki, url: "${loki.url}", query: '{job="audit"}', every: 100ms}`, '{type: rules}']),
    cluster: shippedBy(ship),
    ...change,
  });

test('shipper that has stopped', async () => {
  const loki = await lokiOf();
  loki.lines.push(timed(auditEvent('kd-ffffff', new Date(Date.now() - 180_000))));
  expectNamed('loki-shipper-stopped', await drilled(loki, () => {}));
});

test('shipper 40 seconds behind, which dates its lines by when it read them', async () => {
  const loki = await lokiOf();
  const others = setInterval(() => {
    const event = auditEvent('kd-ffffff', new Date(Date.now() - 40_000));
    loki.lines.push({at: new Date(), line: JSON.stringify(event)});
  }, 200);
  onTestFinished(() => clearInterval(others));
  expectNamed('loki-shipper-behind', await drilled(loki, () => {}));
});

test('line that comes a moment after the last look, after others of the drill', async () => {
  const loki = await lokiOf();
  const held: Line[] = [];
  const late = (event: AuditEvent): void => {
    (isAttacks(event) ? held : loki.lines).push(timed(event));
  };
  const change: DrillChange = {
    // Nobody waits for it any more.
    onEvent: event => {
      if (event.type === 'expectation.settled' && event.stage === 'collected') loki.lines.push(...held);
    },
  };
  expectNamed('loki-line-late', await drilled(loki, late, change));
});

test('Loki discards the line, and a quiet cluster writes no other', async () => {
  const loki = await lokiOf();
  const discarding = (event: AuditEvent): void => {
    if (isAttacks(event)) discard(loki);
    else loki.lines.push(timed(event));
  };
  expectNamed('loki-discards', await drilled(loki, discarding));
});

test('Loki discards some lines of an attack', async () => {
  const loki = await lokiOf();
  loki.discarded.rate_limited = 7;
  let asked = 0;
  const discarding = (event: AuditEvent): void => {
    const isAsked = event.objectRef?.resource === 'selfsubjectaccessreviews';
    if (isAsked && asked++ % 3 > 0) discard(loki);
    else loki.lines.push(timed(event));
  };
  const change = {rules: ['rules/pod-exec.yml'], settings: {slaMs: 4000}};
  expectNamed('loki-partly-discarded', await drilled(loki, discarding, change, BURST));
});
