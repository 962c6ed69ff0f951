import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {joinDrill} from '../../src/live/client/client.js';
import {loadDrill} from '../../src/scenario/load.js';
import {dueInGerman} from '../../src/scenario/words/due-in-german.js';
import {REFUSALS, refusalIn, refusalText} from '../../src/view/live/told/refusals.js';
import {answersAlerts, attacked} from '../helpers/exercise.js';
import {fastClock} from '../helpers/fast-clock.js';
import {liveServer} from '../helpers/live-server.js';

test('every refusal is said in German, with the same places for what it is about', () => {
  const places = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  for (const [code, english] of Object.entries(REFUSALS)) {
    const values = Object.fromEntries(places(english).map(name => [name, `<${name}>`]));
    const german = refusalIn('de-AT', {reason: 'x', code, values});
    expect(german, code).not.toBe('x');
    // What is said in the words of another is only handed on.
    if (!/^\{\w+\}$/.test(english)) {
      expect(german, code).not.toBe(refusalText(code as keyof typeof REFUSALS, values));
    }
    expect(german, code).not.toContain('{');
  }
  expect(refusalIn('de', {reason: 'as it stands', code: 'nonsense'})).toBe('as it stands');
  expect(refusalIn('de', {reason: 'as it stands', code: 'constructor'})).toBe('as it stands');
  expect(refusalIn('en', {reason: 'as it stands', code: 'over'})).toBe('as it stands');
});

test('a server sends codes beside its words: somebody at a German terminal is told in German who was first', async () => {
  const server = await liveServer();
  answersAlerts(server);
  const lead = await server.enters('facilitator', 'Lead');
  await server.asks(lead, 'start', {anyway: true});
  await attacked(server, 'secrets-listed', 'A1');
  const first = await server.enters('responder', 'res1');
  await server.asks(first, 'acknowledge', {alert: 'A1'});
  const code = server.roster.codeOf('responder').reveal();
  const joining = {origin: server.url, name: 'res2', clock: fastClock(50), language: 'de'};
  await expect(joinDrill({...joining, code: 'AAAA-AAAA'})).rejects.toThrow('der Code ist falsch');
  const second = await joinDrill({...joining, code});
  expect(await second.send('acknowledge', {alert: 'A1'})).toEqual({
    ...{state: 'refused', reason: expect.stringMatching(/^A1 wurde um \d\d:\d\d:\d\d UTC von res1 quittiert$/)},
  });
  expect(await second.send('end')).toEqual({state: 'refused', reason: 'das darf responder nicht'});
  const said = async (command: string, input: Record<string, unknown>) =>
    ((await second.send(command, input)) as {reason?: string}).reason;
  expect(await said('note', {text: 'x'.repeat(20_000)})).toMatch(/^Text: ist länger als \d+ Zeichen$/);
  expect(await said('note', {})).toBe('Text: fehlt');
  expect(await said('note', {text: ' '})).toBe('Text: ist leer');
  expect(await said('note', {text: 'a', colour: 'red'})).toBe('colour: ist nicht gültig');
  expect(await said('note', {text: 3})).toBe('Text: ist nicht gültig');
  expect(await said('dance', {})).toBe('es gibt nichts, das dance heißt');
  await expect(joinDrill({...joining, code, name: '<b>'})).rejects.toThrow('Name: ist kein Name');
  expect(await second.send('acknowledge', {alert: 'A9'})).toMatchObject({reason: 'das gibt es nicht: Alarm A9'});
  expect((await server.asks(first, 'acknowledge', {alert: 'A9'})).body).toEqual({
    ...{reason: 'there is no alert A9', code: 'unknown', values: {what: 'alert', id: 'A9'}},
  });
});

test('two tries too fast one after the other are refused once, and not sent again and again', async () => {
  const server = await liveServer();
  const lead = await server.enters('facilitator', 'Lead');
  await server.asks(lead, 'start', {anyway: true});
  await server.asks(lead, 'deliver', {inject: 'I5'});
  const code = server.roster.codeOf('responder').reveal();
  const res = await joinDrill({origin: server.url, code, name: 'res1', clock: fastClock(50)});
  await res.send('answer', {question: 'Q1', answer: 'me'});
  expect(await res.send('answer', {question: 'Q1', answer: 'you'})).toMatchObject({
    ...{state: 'refused', reason: expect.stringMatching(/^wait \d+ s between two tries$/)},
  });
  expect(res.waiting).toBe(0);
});

test('when injects are due is said in German, for every inject of the stories', () => {
  const drills = readdirSync('drills').filter(name => name.endsWith('.yaml'));
  const injects = drills.flatMap(name => loadDrill(join('drills', name)).script);
  expect(injects.length).toBeGreaterThan(20);
  for (const inject of injects) {
    expect(dueInGerman(inject)).not.toMatch(/\b(after|at|when|unless|is|not|undefined)\b/);
  }
  expect(dueInGerman({after: {event: 'acknowledged', of: 'x', delay: '2m'}, orAt: '547s'} as never)).toBe(
    '2 m nachdem x quittiert ist, spätestens um 9:07',
  );
  expect(dueInGerman({when: {not: 'contained', of: 'x', for: '8m'}, unless: {decided: 'Q2', as: 'go'}} as never)).toBe(
    'wenn x nicht eingedämmt ist seit 8 m, außer wenn Q2 entschieden ist (go)',
  );
});
