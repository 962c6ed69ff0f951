import {describe, expect, test} from 'vitest';
import {FORMATS} from '../../src/report/formats.js';
import {scoreRun} from '../../src/score/card.js';
import {type Drilled, drill} from '../helpers/drill.js';
import {loopback} from '../helpers/loopback.js';
import {stackOf} from '../helpers/stack.js';
import {expectNamed} from './ways.js';

/** An alert of a document-level monitor that stands on one record, as OpenSearch lists it. */
const alertOf = () => ({
  ...{id: 'A-1', monitor_id: 'm-1', monitor_name: 'kubernetes audit', trigger_name: 'secrets listed', state: 'ACTIVE'},
  ...{start_time: Date.now(), acknowledged_time: undefined as number | undefined},
  ...{finding_ids: ['f-1'], related_doc_ids: ['r-1|k8s-audit']},
});

/** Secrets are listed; OpenSearch alerts, and somebody acknowledges the alert, or nobody does. */
async function listed(isTaken: boolean): Promise<Drilled> {
  const alerts: ReturnType<typeof alertOf>[] = [];
  let record: object | undefined;
  const {url} = await loopback(({path, query}) => {
    if (path === '/') return {body: {version: {number: '2.19.1', distribution: 'opensearch'}}};
    if (path.endsWith('/alerts')) return {body: {alerts: query.get('alertState') === 'ACTIVE' ? [] : alerts}};
    return {body: {docs: [{_index: 'k8s-audit', _id: 'r-1', found: record !== undefined, _source: record}]}};
  });
  return await drill(['secrets-listed'], {
    // What is there is not waited for; only a miss is waited for to the end of its time.
    settings: isTaken ? {slaMs: 30_000} : {graceMs: 500},
    stack: stackOf([`{type: opensearch-alerting, id: os, url: "${url}", every: 100ms, acknowledged: true}`], {
      more: 'sla: {acknowledged: 5s}\n',
    }),
    onEvent: event => {
      if (event.type === 'step.answered' && event.purpose === 'attack') {
        record = {auditID: event.auditId};
        alerts.push(alertOf());
      }
      const isAlert = event.type === 'signal.seen' && event.stage === 'alerted' && event.counted;
      if (isAlert && isTaken && alerts[0]) {
        alerts[0] = {...alerts[0], state: 'ACKNOWLEDGED', acknowledged_time: Date.now() + 1};
      }
    },
  });
}

describe('an alert of OpenSearch', () => {
  test('that is acknowledged there counts, and the report says that OpenSearch does not say who it was', async () => {
    const drilled = await listed(true);
    const answers = drilled.events.filter(e => e.type === 'alert.acknowledged');
    expect(answers).toMatchObject([
      {counted: true, source: 'os-acknowledgements', unnamed: 'OpenSearch does not say', robot: false},
    ]);
    expect(answers[0]).not.toHaveProperty('person');
    expect(answers[0]?.type === 'alert.acknowledged' && answers[0].sourceTime).toMatch(/^20\d\d-.*Z$/);
    expect(drilled.find('scenario.judged')).toMatchObject({
      verdict: 'detected',
      explanation: expect.stringMatching(/acknowledged .* after the alert$/),
    });
    const card = scoreRun(drilled.view);
    expect(FORMATS.md.render(drilled.view, card)).toContain('who: unknown (OpenSearch does not say)');
    expect(FORMATS.html.render(drilled.view, card)).toContain('who: unknown (OpenSearch does not say)');
    expect(JSON.parse(FORMATS.json.render(drilled.view, card))).toMatchObject({
      scenarios: [{acknowledgements: [{person: null, unnamed: 'OpenSearch does not say', counted: true}]}],
    });
  });

  test('that nobody acknowledges there is a miss', async () => {
    expectNamed('nobody-acknowledged-in-product', await listed(false));
  });
});
