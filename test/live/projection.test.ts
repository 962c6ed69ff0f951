import {describe, expect, test} from 'vitest';
import type {Projection} from '../../src/live/project/project.js';
import {RESPONDS} from '../../src/live/project/responds.js';
import type {ViewerEvent} from '../../src/view/live/facts.js';
import {toldOf} from '../../src/view/live/saying.js';
import {emptyLiveView} from '../../src/view/live/view.js';
import {tellingIn} from '../../src/view/live/words.js';
import {attacked, staged} from '../helpers/exercise.js';

/** A type of event without a decision does not compile. */
function lacking(): Projection {
  const {'run.ended': _, ...rest} = RESPONDS;
  // @ts-expect-error: no decision is made for run.ended
  return rest;
}

async function played() {
  const stage = staged();
  const [lead, chief, res] = [
    stage.join('facilitator', 'Lead'),
    stage.join('commander', 'Ada'),
    stage.join('responder', 'res1'),
  ];
  await stage.does(lead, 'start');
  const alert = await attacked(stage, 'secrets-listed', 'A1');
  const evidence = {kind: 'acknowledgement', ref: 'A1', document: {person: 'res1'}} as const;
  await stage.says({
    ...{
      type: 'alert.acknowledged',
      scenario: 'secrets-listed',
      alert: alert.seq,
      source: 'pagerduty',
      latencyMs: 5,
      robot: false,
    },
    ...{counted: true, keys: ['A1'], person: 'res1', evidence},
  });
  await stage.says({
    ...{type: 'containment.changed', scenario: 'secrets-listed', check: 'actor is powerless'},
    ...{state: 'not held', detail: 'the token works', sinceMs: 5},
  });
  await stage.says({type: 'scenario.judged', scenario: 'secrets-listed', verdict: 'detected', explanation: 'in time'});
  await stage.pass(10 * 60_000);
  await stage.does(lead, 'note', {text: 'they are lost', staff: true});
  await stage.does(res, 'note', {text: 'all is well'});
  await stage.does(lead, 'message', {to: ['commander'], text: 'a word for Ada'});
  return {...stage, lead, chief, res};
}

const sent = (stage: Pick<ReturnType<typeof staged>, 'exercise'>, role: string) =>
  stage.exercise.feeds.get(role)?.frames.all ?? [];
const typesOf = (frames: readonly string[]) => frames.map(frame => (JSON.parse(frame) as {type: string}).type);

describe('those who respond', () => {
  test('are sent what their stack and their colleagues tell them', async () => {
    const stage = await played();
    expect(typesOf(sent(stage, 'responder'))).toEqual([
      ...['exercise.opened', 'exercise.ready', 'participant.joined', 'participant.joined', 'participant.joined'],
      ...['clock.changed', 'alert.shown', 'alert.answered', 'note.written'],
    ]);
    expect(typesOf(sent(stage, 'commander')).filter(type => type !== 'participant.joined')).toEqual([
      ...[
        'exercise.opened',
        'exercise.ready',
        'clock.changed',
        'alert.shown',
        'alert.answered',
        'question.asked',
        'note.written',
        'message.sent',
      ],
    ]);
  });

  test('never learn the script: not by words, not by ids, not by gaps in the numbers', async () => {
    const stage = await played();
    for (const role of ['responder', 'commander', 'board']) {
      const frames = sent(stage, role);
      const all = frames.join('\n');
      const secret = [
        'secrets-listed',
        'cluster-admin-bound',
        'press',
        'SIEM',
        'powerless',
        'leadsTo',
        'detected',
        'in no projection',
      ];
      for (const word of [...secret, 'they are lost', 'ServiceAccount', 'condition', 'planned'])
        expect(all, `${role}: ${word}`).not.toContain(word);
      expect(frames.map(frame => (JSON.parse(frame) as {n: number}).n)).toEqual(frames.map((_, index) => index));
    }
  });

  test('get it all once it is unsealed, but what staff wrote to each other', async () => {
    const stage = await played();
    await stage.does(stage.lead, 'unseal');
    const all = sent(stage, 'responder').join('\n');
    for (const word of ['secrets-listed', 'press', 'powerless', 'script.loaded', 'scenario.judged'])
      expect(all).toContain(word);
    for (const word of ['they are lost', 'in no projection']) expect(all).not.toContain(word);
  });
});

test('what lies sealed on a table is for those who control: others get a card once somebody has found it', async () => {
  const stage = staged();
  const card = {
    card: 'secrets-listed/audit-1',
    scenario: 'secrets-listed',
    title: 'a sealed title',
    answers: ['audit'],
  };
  await stage.says({type: 'card.laid', ...card, answers: ['audit']});
  const recorded = {
    run: '1a2b3c',
    at: '2026-12-01T10:00:00Z',
    cluster: 'kind',
    simulated: false,
    kubernetes: 'v1',
  } as const;
  const own = {scenario: 'secrets-listed', t: 0, person: 'p1'};
  await stage.says({type: 'place.looked-at', place: 'audit', t: 0, person: 'p1', card: 'K1', costMs: 0});
  await stage.says({
    ...{type: 'card.opened', card: 'K1', of: card.card, kind: 'audit event', title: 'found', text: 'who: somebody'},
    ...{place: 'audit', recorded, ...own},
  });
  await stage.says({type: 'procedure.picked', procedure: 'p', about: 'K1', written: true, ...own});
  const done = {about: 'K1', held: ['the first'], open: ['what is left'], harmed: [], ...own};
  await stage.says({type: 'action.taken', id: 'D1', how: 'declared', what: 'delete', ...done});
  for (const role of ['responder', 'commander']) {
    const all = sent(stage, role).join('\n');
    for (const word of ['found', 'who: somebody', '1a2b3c', 'K1', 'the first']) expect(all).toContain(word);
    for (const word of ['sealed', 'secrets-listed', 'audit-1', 'what is left']) expect(all).not.toContain(word);
  }
  for (const word of ['found', 'secrets-listed']) expect(sent(stage, 'board').join('\n')).not.toContain(word);
  for (const word of ['a sealed title', 'what is left', 'audit-1'])
    expect(sent(stage, 'facilitator').join('\n')).toContain(word);
  await stage.says({type: 'action.taken', id: 'D2', how: 'tried', what: 'kubectl', ...done});
  expect(sent(stage, 'responder').join('\n')).toContain('what is left');
});

test('those who control are sent everything but documents of evidence', async () => {
  const stage = await played();
  const types = new Set(typesOf(sent(stage, 'facilitator')));
  for (const type of new Set(stage.log.events.map(event => event.type))) {
    expect(types).toContain(type === 'alert.acknowledged' ? 'alert.answered' : type);
  }
  expect(sent(stage, 'facilitator').join('\n')).not.toContain('in no projection');
});

test('what the last run left open is for those who run the drill, in their language', () => {
  const openActions = ['label the shop', 'who calls whom', 'a', 'b', 'c', 'd'];
  const stage = staged(undefined, {openActions});
  const events = sent(stage, 'facilitator').map(frame => JSON.parse(frame) as ViewerEvent);
  const told = (language: string) =>
    events.flatMap(event => toldOf(event, emptyLiveView(), tellingIn(language)) ?? []).join('\n');
  expect(told('en')).toContain(
    '6 open since the last run of this drill: label the shop, who calls whom, a, b, c and 1 more',
  );
  expect(told('de')).toContain(
    '6 offen seit dem letzten Lauf dieser Übung: label the shop, who calls whom, a, b, c und 1 weitere',
  );
  for (const role of ['responder', 'board']) expect(sent(stage, role).join('\n')).not.toContain('label the shop');
  for (const role of ['facilitator', 'observer']) expect(sent(stage, role).join('\n')).toContain('label the shop');
  expect(JSON.stringify(staged().log.events)).not.toContain('openActions');
});

test('a feed made again from the same log has the same numbers', async () => {
  const stage = await played();
  const again = staged(undefined, {past: stage.log.events});
  for (const role of ['responder', 'commander', 'facilitator', 'observer', 'board']) {
    expect(again.exercise.feeds.get(role)?.frames.all).toEqual(sent(stage, role));
  }
});

test('every type of event has a decision', () => {
  expect(Object.keys(lacking())).not.toContain('run.ended');
});
