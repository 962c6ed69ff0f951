import {describe, expect, test} from 'vitest';
import {sat} from '../helpers/tabletop.js';

describe('injects', () => {
  test('that attack read out the story with the names of the recorded run, and lay sealed cards', async () => {
    const {of, stderr} = await sat('next\nend');
    const [delivered] = of('inject.delivered');
    expect(delivered).toMatchObject({inject: 'I1', attack: 'secrets-listed', via: 'in person'});
    expect(delivered?.text).toMatch(/kd-[0-9a-f]{6}/);
    expect(stderr).toContain('INJECT I1');
    expect(of('card.laid').map(({scenario}) => scenario)).toContain('secrets-listed');
    expect(of('card.opened')).toEqual([]);
    expect(of('alert.shown')).toEqual([]);
  });

  test('come in the order of the script; what waits for something comes once it has happened', async () => {
    const {of} = await sat(
      'next\nlook alerts\nnext\nnext\nack A1\nnext\nwait 5m\nnext\nnext\ndecide D1 freeze because it is safer\nnext\nend',
    );
    expect(of('inject.delivered').map(({inject}) => inject)).toEqual(['I1', 'I3', 'I5', 'I2', 'I7', 'I8', 'I6']);
  });

  test('are jumped to: those before are left out, with the reason', async () => {
    const {of} = await sat('next\njump I5\nskip I7 no time\nend');
    expect(of('inject.delivered').map(({inject}) => inject)).toEqual(['I1', 'I5']);
    expect(of('inject.skipped').map(({inject, reason}) => [inject, reason])).toEqual([
      ['I3', 'jumped to I5'],
      ['I7', 'no time'],
    ]);
  });

  test('come by the clock with --clock', async () => {
    const {of} = await sat('wait 4m\nend', ['--clock']);
    expect(of('inject.delivered').map(({inject, t}) => [inject, t])).toEqual([
      ['I1', 60_000],
      ['I3', 240_000],
    ]);
  });
});

describe('a look', () => {
  test('opens the card that answers, and says where it was recorded; an alert is shown then', async () => {
    const {of, stderr} = await sat('next\nlook alerts\nlook rbac\nend');
    expect(of('card.opened').map(({card, place, scenario}) => [card, place, scenario])).toEqual([
      ['K1', 'alerts', 'secrets-listed'],
      ['K2', 'rbac', 'secrets-listed'],
    ]);
    expect(of('alert.shown')[0]).toMatchObject({alert: 'A1', about: {verb: 'list', resource: 'secrets'}});
    expect(stderr).toContain(`recorded on kind, Kubernetes 1.34.4, run ${of('card.opened')[0]?.recorded.run}`);
  });

  test('in vain says so, and costs minutes of the story', async () => {
    const {of, stderr} = await sat('next\nlook nodes\nlook audit\nlook audit\nend', ['--look-cost', '6m']);
    // The story runs three times as fast as the drill.
    expect(of('place.looked-at').map(({place, card, costMs, t}) => [place, card, costMs, t])).toEqual([
      ['nodes', undefined, 120_000, 0],
      ['audit', 'K1', 0, 120_000],
      ['audit', undefined, 120_000, 120_000],
    ]);
    expect(of('clock.changed').at(-1)).toMatchObject({state: 'ended', t: 240_000});
    expect(stderr).toContain('nothing, and 2 m 00 s are gone');
  });

  test('about one attack finds nothing of another', async () => {
    const {of} = await sat('next\nnext\nnext\nlook rbac I5\nlook rbac K1\nlook rbac K1\nlook audit\nend');
    expect(of('card.opened').map(({scenario}) => scenario)).toEqual([
      ...['cluster-admin-bound', 'cluster-admin-bound', 'secrets-listed'],
    ]);
  });

  test('at a place that does not exist is refused with its line, and what is typed wrongly before anything is played', async () => {
    const nowhere = await sat('next\n\nlook behind-the-sofa\nend');
    expect(nowhere.code).toBe(2);
    expect(nowhere.stderr).toMatch(/answers\.txt:3:1: refused: place/);
    const typos = await sat('next\n lok audit\nack\nGrace: note x\n');
    expect(typos.code).toBe(2);
    expect(typos.stderr).toMatch(/answers\.txt:2:2: there is no lok: did you mean look\?/);
    expect(typos.stderr).toMatch(/answers\.txt:3:4: write: ack A1/);
    expect(typos.stderr).toMatch(/answers\.txt:4:1: nobody is called Grace/);
    expect(typos.of('inject.delivered')).toEqual([]);
  });

  test('may be said as people say it, and a verb may be cut short where only one begins so', async () => {
    const {of} = await sat('ne\nloo at the Audit log I1\nend');
    expect(of('place.looked-at')).toMatchObject([{place: 'audit', card: 'K1'}]);
    expect((await sat('n\nen\nend')).stderr).toMatch(
      /answers\.txt:1:1: n may be next or notify or note\n.*answers\.txt:2:1: en may be end\n/,
    );
  });

  test('before anything has happened, or about what is no evidence, is in vain or refused', async () => {
    expect((await sat('look audit\nend')).of('place.looked-at')[0]?.card).toBeUndefined();
    expect((await sat('next\npick I9 stolen-credential')).stderr).toContain('I9 is nothing that an attack has left');
    expect((await sat('next\nack A1')).stderr).toContain('there is no alert A1');
  });
});

describe('with dice', () => {
  test('a look needs luck, and the same seed has the same', async () => {
    const looks = async (seed: string) =>
      (await sat(`next\n${'look audit\n'.repeat(3)}look owner\nend`, ['--roll', '--seed', seed]))
        .of('place.looked-at')
        .map(({roll, card}) => [roll?.die, card !== undefined]);
    const first = await looks('1');
    expect(await looks('1')).toEqual(first);
    expect(await looks('2')).not.toEqual(first);
    for (const [die] of first) expect(die).toBeGreaterThanOrEqual(1);
  });

  test('the written procedure adds three, and no other does', async () => {
    const bonus = async (procedure: string) =>
      (await sat(`next\npick I1 ${procedure}\nlook audit\nend`, ['--roll'])).of('place.looked-at')[0]?.roll?.bonus;
    expect(await bonus('secret-exposure')).toBe(3);
    expect(await bonus('rbac-abuse')).toBe(0);
  });
});

describe('what people do', () => {
  test('a procedure is picked once for each attack', async () => {
    const {of} = await sat('next\npick I1 secret-exposure\nend');
    expect(of('procedure.picked')[0]).toMatchObject({scenario: 'secrets-listed', written: true});
    const again = await sat('next\npick I1 secret-exposure\npick I1 rbac-abuse');
    expect(again.stderr).toMatch(/answers\.txt:3:1: refused: a procedure was picked for it by commander/);
    expect((await sat('next\npick I1 nonsense')).stderr).toMatch(
      /there is no procedure nonsense: there is .*secret-exposure/,
    );
  });

  test('an action holds the checks that it is good for, and an attack is contained once all hold', async () => {
    const {of, code, stdout} = await sat('jump I5\nwait 1m\nact I5 delete\nact I5 unbind\nend');
    const [nothing, all] = of('action.taken');
    expect(nothing).toMatchObject({how: 'declared', what: 'delete', held: []});
    expect(all?.held).toHaveLength(2);
    expect(all?.open).toEqual([]);
    expect(of('scenario.contained')[0]).toMatchObject({scenario: 'cluster-admin-bound', ttcMs: 60_000});
    expect(of('containment.checked').map(({state}) => state)).toEqual(['contained', 'contained']);
    expect(stdout).toContain('1 of 1 attacks contained');
    expect(code).toBe(0);
  });

  test('what nobody contains breaks the gate', async () => {
    const {code, stdout} = await sat('jump I5\nend');
    expect(code).toBe(1);
    expect(stdout).toContain('NOT HELD: contained in time (not contained in time: cluster-admin-bound)');
    expect(stdout).not.toContain('little harm');
  });

  test('decisions, answers, statements and notices are those of a live drill', async () => {
    const {of} = await sat(
      [
        ...['next', 'next', 'decide D1 freeze because it is safer', 'next', 'wait 10s'],
        ...['declare high A1: no', 'end'],
      ].join('\n'),
    );
    expect(of('decision.made')[0]).toMatchObject({choice: 'freeze', rationale: 'it is safer', inTime: true});
    expect(of('inject.delivered').at(-1)).toMatchObject({inject: 'I6', text: 'The shop is closed now.'});
    const told = await sat('state aware\nwait 25m\nnotify nis2 cross-border=no\nend');
    expect(told.of('notice.sent')[0]).toMatchObject({missing: [], inTime: false});
    const wrong = await sat('next\nnext\nnext\nnext\nanswer Q1 me\nend');
    expect(wrong.of('question.answered')[0]).toMatchObject({state: 'wrong'});
    expect((await sat('next\nnext\ndecide D1 freeze')).stderr).toContain('this decision needs a rationale');
  });
});

test('the report is that of a live drill, says that evidence was recorded, and names what nobody found', async () => {
  const {file, stdout, of} = await sat('next\nlook audit\nlook nodes\nact K1 revoke\nimprove less rights\nend');
  const report = file('aar.md');
  for (const chapter of ['1 Overview', '6 Decisions', '8 Improvement plan', '10 What is not known'])
    expect(report).toContain(chapter);
  const {recorded} = of('card.opened')[0] ?? {};
  expect(report).toContain(`run ${recorded?.run}`);
  for (const text of [
    'DRILL · recorded',
    'around a table',
    'Evidence that nobody found',
    'less rights',
    'K1 Audit log',
  ])
    expect(report).toContain(text);
  expect(file('aar.html')).toContain('recorded');
  expect(stdout).toContain('DRILL · recorded on kind');
});

test('the same answers make the same drill', async () => {
  const answers = 'next\nlook audit\nwait 3m\nnext\ndecide D1 watch because why not\nend';
  const told = (one: Awaited<ReturnType<typeof sat>>) =>
    one.events.map(({at: _, ...event}) => JSON.stringify(event).replaceAll(/"(auditId|run)":"[^"]+"/g, ''));
  expect(told(await sat(answers))).toEqual(told(await sat(answers)));
});

test('in German everything that kubedrill says at a table is German; evidence stays as it was recorded', async () => {
  const answers = 'next\nlook audit\nlook nodes\njump I5\nact I5 unbind nothing-such\nend';
  const {of, stderr, stdout} = await sat(answers, ['--language', 'de']);
  expect(of('card.opened')[0]?.title).toBe('Audit-Log: list secrets');
  expect(of('card.opened')[0]?.text).toMatch(
    /^wann {5}\d{4}.*\nwer {6}system:serviceaccount:.*\ntat {6}list secrets\n/,
  );
  expect(of('response.asked')[0]?.story).toMatch(/ (die|der|das|ein|eine) /);
  expect(of('containment.changed')[0]?.check).toBe(
    'der Angreifer ist machtlos: Seine eigenen Anfragen werden abgewiesen',
  );
  for (const text of ['ÜBUNG · aufgezeichnet auf kind', 'vergeblich nachgesehen', 'es nennt etwas anderes'])
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(text);
  expect(stdout).toContain('1 von 9 Karten gefunden, 1-mal vergeblich nachgesehen');
  expect(stdout).toContain('NICHT GEHALTEN: contained in time');
  const typos = await sat('lok audit\nack', ['--language', 'de']);
  expect(typos.stderr).toMatch(
    /answers\.txt:1:1: lok gibt es nicht: meinten Sie look\?\n.*answers\.txt:2:4: schreiben Sie: ack A1/,
  );
});
