import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import type {DrillEvent, EventOf} from '../../src/events/events.js';
import {FINGERPRINT, GROUP_KEY, notificationOf} from '../helpers/alertmanager-post.js';
import {type Drilled, drill} from '../helpers/drill.js';
import {poster} from '../helpers/poster.js';
import {byJira, bySlack} from '../helpers/signed.js';
import {stackOf} from '../helpers/stack.js';

const SECRET = 'correct horse battery staple';

/** A post of a product, and its headers. */
type Post = [text: string, headers?: Record<string, string>];

// biome-ignore lint/suspicious/noExplicitAny: documented posts, changed at will
const documented = (name: string): any => JSON.parse(readFileSync(`test/fixtures/acknowledged/${name}.json`, 'utf8'));

const opsgenie = (alias: string): Post => {
  const body = documented('opsgenie');
  return [JSON.stringify({...body, alert: {...body.alert, alias, updatedAt: Date.now() * 1e6}})];
};

const oncall = (groupKey: string): Post => {
  const at = new Date().toISOString();
  const {alert_group, alert_payload, ...body} = documented('oncall');
  const payload = {...alert_payload, groupKey, alerts: []};
  return [JSON.stringify({...body, alert_group: {...alert_group, acknowledged_at: at}, alert_payload: payload})];
};

const slack = (value: string): Post => {
  const body = documented('slack');
  const actions = [{...body.actions[0], value, action_ts: String(Date.now() / 1000)}];
  const text = new URLSearchParams({payload: JSON.stringify({...body, actions})}).toString();
  return [text, bySlack(text, SECRET, Math.round(Date.now() / 1000))];
};

const jira = (summary: string): Post => {
  const body = documented('jira');
  const fields = {...body.issue.fields, summary, description: '', labels: ['ALERT{alertname="SecretsListed"}']};
  const text = JSON.stringify({...body, timestamp: Date.now(), issue: {...body.issue, fields}});
  return [text, byJira(text, SECRET, 'one')];
};

const isAttack = (event: DrillEvent): event is EventOf<'step.answered'> =>
  event.type === 'step.answered' && event.purpose === 'attack';

/** A drill whose alert comes from Alertmanager, and what a product posts when it is there. */
async function answered(type: string, post: (token: string) => Post, slaMs: number): Promise<Drilled> {
  const {hear, send} = poster();
  const secret = ['slack-interactive', 'jira-webhook'].includes(type) ? `, secret: "\${SECRET}"` : '';
  let token = '';
  return await drill(['secrets-listed'], {
    settings: {slaMs, graceMs: 1000},
    stack: stackOf(
      ['{type: alertmanager-webhook, listen: {port: 0}}', `{type: ${type}, id: pager, listen: {port: 0}${secret}}`],
      {env: {SECRET}, more: 'sla: {acknowledged: 5s}\n'},
    ),
    onEvent: event => {
      hear(event);
      if (event.type === 'scenario.started') token = event.token;
      if (isAttack(event)) void send('alertmanager-webhook', notificationOf(event.auditId));
      if (event.type === 'signal.seen' && event.stage === 'alerted' && event.counted) {
        const [text, headers] = post(token);
        void send('pager', text, headers);
      }
    },
  });
}

const HASH = createHash('sha256').update(GROUP_KEY).digest('hex');

test.each<[string, string, (token: string) => Post, string]>([
  ["Opsgenie's alias", 'opsgenie-webhook', () => opsgenie(HASH), 'res1@example.com'],
  ["OnCall's group key", 'oncall-webhook', () => oncall(GROUP_KEY), 'res1'],
  ["the value of Slack's button", 'slack-interactive', () => slack(FINGERPRINT), 'res1'],
  ["jiralert's label, with the token", 'jira-webhook', token => jira(`in ${token}`), 'res1 of the night shift'],
])('an alert of Alertmanager is acknowledged by %s', async (_, type, post, person) => {
  const {events} = await answered(type, post, 8000);
  expect(events.filter(e => e.type === 'alert.acknowledged')).toMatchObject([
    {counted: true, person, robot: false, source: 'pager'},
  ]);
  expect(JSON.stringify(events)).not.toContain(SECRET);
});

test.each<[string, string, () => Post]>([
  ["another alias of Opsgenie's", 'opsgenie-webhook', () => opsgenie('aliastest')],
  ["another group of OnCall's", 'oncall-webhook', () => oncall('{}:{}')],
  ["the value of another button of Slack's", 'slack-interactive', () => slack('B-7')],
  ["jiralert's label alone, as another cluster's issue has it", 'jira-webhook', () => jira('SecretsListed')],
])('an alert of Alertmanager is not acknowledged by %s', async (_, type, post) => {
  const {events} = await answered(type, post, 1000);
  expect(events.filter(e => e.type === 'alert.acknowledged')).toMatchObject([
    {counted: false, reason: 'it names no alert of this scenario'},
  ]);
});

test('very many acknowledgements that do not count are told of a hundred times, and the one that counts after them', async () => {
  const {hear, send} = poster();
  const pager =
    '{type: webhook, id: pager, stage: acknowledged, listen: {port: 0}, keys: [id], person: who, robots: [bot]}';
  const {events} = await drill(['secrets-listed'], {
    settings: {slaMs: 8000, graceMs: 1000},
    stack: stackOf(['{type: alertmanager-webhook, listen: {port: 0}}', pager], {more: 'sla: {acknowledged: 5s}\n'}),
    onEvent: event => {
      hear(event);
      if (isAttack(event)) void send('alertmanager-webhook', notificationOf(event.auditId));
      if (event.type !== 'signal.seen' || event.stage !== 'alerted' || !event.counted) return;
      const by = (who: string, no: number) => ({id: FINGERPRINT, who, no, time: new Date().toISOString()});
      const bots = Array.from({length: 300}, (_, no) => by('bot', no));
      void send('pager', JSON.stringify([...bots, by('res1', 300)]));
    },
  });
  const told = events.filter(e => e.type === 'alert.acknowledged');
  expect(told.filter(({counted}) => !counted)).toHaveLength(100);
  expect(told.filter(({counted}) => counted)).toMatchObject([{person: 'res1'}]);
});
