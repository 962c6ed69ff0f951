import {describe, expect, test} from 'vitest';
import {jiraLabel} from '../../../src/sources/alert-keys.js';
import {byJira} from '../../helpers/signed.js';
import {fixture, OURS, receiving, SECRET} from './receiver.js';

const LABEL = jiraLabel('ALERT{alertname="SecretsListed",namespace="kd-0a1b2c"}');
/** An issue that says nothing of this run, with the same label: another environment's. */
const ELSEWHERE = {summary: '[FIRING:1] SecretsListed', description: 'of another cluster'};

interface Event {
  issue: {fields: Record<string, unknown>};
}

const statusTo = (to: string, field = 'status') => ({changelog: {items: [{field, fromString: 'To Do', toString: to}]}});

async function jira(settings: Record<string, unknown> = {}) {
  const receiver = await receiving('jira-webhook', {secret: `\${HOOK_SECRET}`, ...settings});
  let posts = 0;
  const event = async (change: Record<string, unknown> = {}, fields: Record<string, unknown> = {}) => {
    const body = fixture<Event>('jira');
    const issue = {...body.issue, fields: {...body.issue.fields, ...fields}};
    const text = JSON.stringify({...body, issue, ...change});
    return await receiver.send(text, byJira(text, SECRET, `post-${posts++}`));
  };
  return {...receiver, event};
}

describe("Jira's posts", () => {
  test('name the issue by its key and its labels, who took it, and when', async () => {
    const {event, told, source} = await jira();
    expect(source.stage).toBe('acknowledged');
    expect((await event()).status).toBe(200);
    const [signal] = await told(1);
    expect(signal).toMatchObject({
      sourceTime: '2026-11-23T12:00:59.250Z',
      claims: [],
      acknowledgement: {of: ['key:SOC-22', LABEL, jiraLabel('night')], person: 'res1 of the night shift'},
      evidence: {ref: 'SOC-22'},
    });
    expect(signal?.acknowledgement).not.toHaveProperty('robot');
  });

  test('name no label where the issue says nothing of this run: it may be that of another environment', async () => {
    const {event, told} = await jira();
    await event({}, ELSEWHERE);
    expect((await told(1))[0]?.acknowledgement?.of).toEqual(['key:SOC-22']);
  });

  test.each([
    ['the token in the summary', {...ELSEWHERE, summary: 'in kd-0a1b2c'}, []],
    ['the token in a description of the new form', {...ELSEWHERE, description: {text: ['kd-0a1b2c']}}, []],
    ['an audit id of ours', {...ELSEWHERE, description: `audit ${OURS}`}, [{auditId: OURS}]],
  ])('name labels where the issue has %s', async (_, fields, claims) => {
    const {event, told} = await jira();
    await event({}, fields);
    expect((await told(1))[0]).toMatchObject({claims, acknowledgement: {of: expect.arrayContaining([LABEL])}});
  });

  test('are those of a robot where an app did it, such as an automation', async () => {
    const {event, told} = await jira();
    await event({user: {displayName: 'Automation for Jira', accountType: 'app'}});
    expect((await told(1))[0]?.acknowledgement).toMatchObject({person: 'Automation for Jira', robot: true});
  });

  test("are a person's in Data Center, which has no types of accounts", async () => {
    const {event, told} = await jira();
    await event({user: {name: 'res1', displayName: 'res1'}});
    expect((await told(1))[0]?.acknowledgement).toMatchObject({person: 'res1'});
    expect((await told(1))[0]?.acknowledgement).not.toHaveProperty('robot');
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['of those that are usual', {}, 'Acknowledged'],
    ['in other letters', {}, 'IN PROGRESS'],
    ['that the stack file names', {statuses: ['In Bearbeitung']}, 'In Bearbeitung'],
  ])('tell of a status %s', async (_, settings, status) => {
    const {event, told} = await jira(settings);
    await event(statusTo(status));
    await told(1);
  });

  test.each<[string, Record<string, unknown>, Record<string, unknown>?]>([
    ['another status', statusTo('Done')],
    ['one that the stack file does not name', statusTo('Acknowledged'), {statuses: ['In Bearbeitung']}],
    ['another field', statusTo('In Progress', 'Flagged')],
    ['a field without a new value', {changelog: {items: [{field: 'status'}]}}],
    ['no change', {changelog: undefined}],
    ['an issue that was made', {webhookEvent: 'jira:issue_created'}],
    ['a comment', {webhookEvent: 'comment_created', issue: undefined, changelog: undefined}],
  ])('are taken and say nothing of %s', async (_, change, settings = {}) => {
    const {event, signals} = await jira(settings);
    expect((await event(change)).status).toBe(200);
    expect(signals).toEqual([]);
  });

  test('count once for each delivery', async () => {
    const {send, told} = await jira();
    const text = JSON.stringify(fixture('jira'));
    for (const id of ['one', 'one', 'two']) expect((await send(text, byJira(text, SECRET, id))).status).toBe(200);
    await told(1);
  });

  test.each([
    [
      'by another secret',
      byJira(JSON.stringify(fixture('jira')), 'another', 'x'),
      /X-Hub-Signature of a post is wrong/,
    ],
    ['not at all, such as by a webhook of an app', {}, /has no X-Hub-Signature/],
    ['by another method', {'X-Hub-Signature': `sha1=${'0'.repeat(40)}`}, /not of the form sha256=/],
  ])('are refused where they are signed %s', async (_, headers, reason) => {
    const {send, signals} = await jira();
    const answer = await send(JSON.stringify(fixture('jira')), headers);
    expect(answer).toEqual({status: 401, text: expect.stringMatching(reason)});
    expect(signals).toEqual([]);
  });
});
