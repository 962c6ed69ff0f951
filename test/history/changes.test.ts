import {describe, expect, test} from 'vitest';
import {DEFAULT_RULES} from '../../src/history/judge/settings.js';
import {changesOf} from '../../src/history/notify/changes.js';
import {jsonMessage, slackMessage, teamsMessage} from '../../src/history/notify/messages.js';
import type {RunRecord} from '../../src/history/store/record.js';
import {type KeptNights, recordsOf} from './kept-nights.js';

const NAMES = ['pod-exec', 'secrets-listed'];
const FATES = {m: 'missed', i: 'inconclusive', d: 'detected'} as const;

/** Twenty good nights, then nights in which pod-exec ended so: `dmmd`. */
const ending = (fates: string, more: Partial<KeptNights> = {}): RunRecord[] =>
  recordsOf({
    ...{count: 20 + fates.length, names: NAMES},
    attempts: (scenario, night) => {
      const verdict = FATES[(fates[night - 21] ?? 'd') as keyof typeof FATES];
      return scenario === 'pod-exec' && verdict !== 'detected' ? [{verdict}] : undefined;
    },
    ...more,
  });
/** What each of the nights after the good ones opened and closed. */
const told = (records: readonly RunRecord[]) =>
  records.slice(20).map(({uid}) => {
    const changes = changesOf(records, uid, {rules: DEFAULT_RULES, pins: []});
    return (
      changes &&
      [changes.opened, changes.closed].map(list => list.map(({kind, scenarios}) => `${scenarios.join()} ${kind}`))
    );
  });

describe('what a run changed', () => {
  test('is told when it begins and when it is over, and not in the nights between', () => {
    expect(told(ending('dmmmdd'))).toEqual([
      [[], []],
      [['pod-exec lost'], []],
      [[], []],
      [[], []],
      [[], ['pod-exec lost']],
      [[], []],
    ]);
  });

  test('is not over in a night of which nobody can say', () => {
    expect(told(ending('mimd'))).toEqual([
      [['pod-exec lost'], []],
      [[], []],
      [[], []],
      [[], ['pod-exec lost']],
    ]);
  });

  test('of a run that did not finish is not known, and the next one does not tell it again', () => {
    const broken = ending('mmm', {run: night => (night === 22 ? {outcome: 'interrupted', green: false} : {})});
    expect(told(broken)).toEqual([[['pod-exec lost'], []], undefined, [[], []]]);
  });

  test('is not over because a scenario is no longer played', () => {
    const without = ending('mdd').map((run, i) =>
      i === 21 ? {...run, verdicts: run.verdicts.filter(({scenario}) => scenario !== 'pod-exec')} : run,
    );
    expect(told(without)).toEqual([
      [['pod-exec lost'], []],
      [[], []],
      [[], ['pod-exec lost']],
    ]);
  });

  test('of a link is one thing, however many scenarios wait for it, and however slow it is each night', () => {
    const slow = recordsOf({
      count: 50,
      names: NAMES,
      slow: (link, night) => (link === 'alerted' && night > 40 ? 2 + night / 50 : 1),
    });
    const opened = slow
      .slice(38)
      .flatMap(({uid}) => changesOf(slow, uid, {rules: DEFAULT_RULES, pins: []})?.opened ?? []);
    expect(opened.filter(({kind}) => kind === 'slower').map(({link, tier}) => `${link} ${tier}`)).toEqual([
      'alerted link',
    ]);
  });

  test('of the first run is nothing, because there is nothing to put it beside', () => {
    const [first] = ending('');
    expect(first && changesOf([first], first.uid, {rules: DEFAULT_RULES, pins: []})).toBeUndefined();
  });
});

describe('its message', () => {
  const records = ending('mmd');
  const changes = (index: number) => {
    const found = changesOf(records, records[index]?.uid ?? '', {rules: DEFAULT_RULES, pins: []});
    if (!found) throw new Error('nothing is known');
    return found;
  };
  const hostile = {
    ...changes(20),
    opened: [{...changes(20).opened[0], scenarios: ['<!channel> *a* [b](http://c) & `d`']}],
  } as ReturnType<typeof changes>;

  test('for Slack says what is worse, and what is as before again', () => {
    expect(slackMessage(changes(20))).toMatchObject({
      text: 'kubedrill: core on prod/eu-1: 1 worse',
      blocks: [
        {type: 'header', text: {type: 'plain_text'}},
        {
          type: 'section',
          text: {text: expect.stringMatching(/^\*Worse than before\*\n• pod-exec lost since 2026-01-21/)},
        },
        {type: 'context'},
      ],
    });
    expect(JSON.stringify(slackMessage(changes(22)))).toContain('As before again*\\n• pod-exec lost"');
  });

  test('for Slack and Teams has no text that becomes a mention, a link or a format', () => {
    const slack = JSON.stringify(slackMessage(hostile));
    expect(slack).toContain('&lt;!channel&gt;');
    expect(slack).not.toMatch(/<!channel>.*mrkdwn/);
    expect(JSON.stringify(teamsMessage(hostile))).toContain('\\\\[b\\\\]\\\\(http://c\\\\)');
  });

  test('for Teams is an Adaptive Card', () => {
    expect(teamsMessage(changes(20))).toMatchObject({
      type: 'message',
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.adaptive',
          content: {
            type: 'AdaptiveCard',
            version: '1.4',
            body: expect.arrayContaining([expect.objectContaining({type: 'TextBlock', wrap: true})]),
          },
        },
      ],
    });
  });

  test('of many findings has ten, and how many more there are', () => {
    const [one] = changes(20).opened;
    if (!one) throw new Error('nothing opened');
    const many = {...changes(20), opened: Array.from({length: 40}, (_, i) => ({...one, scenarios: [`scenario-${i}`]}))};
    expect(JSON.stringify(slackMessage(many))).toMatch(/scenario-9 lost.*and 30 more/);
    expect(JSON.stringify(slackMessage(many))).not.toContain('scenario-10 ');
    expect((jsonMessage(many) as {opened: unknown[]}).opened).toHaveLength(40);
  });

  test('for programs has every field, also of what was closed', () => {
    expect(jsonMessage(changes(22))).toMatchObject({
      ...{
        version: 1,
        event: 'findings.changed',
        drill: 'core',
        fleet: 'prod',
        cluster: 'eu-1',
        simulated: false,
        opened: [],
      },
      closed: [{kind: 'lost', scenarios: ['pod-exec'], since: '2026-01-21T02:17:00.000Z'}],
    });
  });
});
