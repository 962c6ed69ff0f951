import {expect, test} from 'vitest';
import {OwnEvents} from '../../src/drill/watch/whose/own-events.js';
import type {Claim} from '../../src/sources/claim.js';
import {entered} from '../helpers/playing.js';

/** The remembered events before the oldest are forgotten, as the class has it. */
const KEPT = 20_000;

const stampOf = (n: number): string =>
  `2026-11-30T04:00:${String(Math.floor(n / 1000) % 60).padStart(2, '0')}.${String(n).padStart(6, '0').slice(-6)}Z`;

/** Two requests of one execution, and claims about them. */
async function remembered() {
  const ground = await entered();
  const first = await ground.request('attack', ['GET', '/api/v1/secrets'], {step: 'first'});
  const second = await ground.request('attack', ['GET', '/api/v1/secrets'], {step: 'second'});
  const attributed = (request: typeof first) => ({execution: ground.execution, purpose: 'attack' as const, request});
  return {own: new OwnEvents(), first: attributed(first), second: attributed(second)};
}

const claim = (n: number, more: Claim = {}): Claim => ({
  user: 'mallory',
  verb: 'list',
  stageTimestamp: stampOf(n),
  ...more,
});

test('two own events of one microsecond are not told apart by a guess', async () => {
  const {own, first, second} = await remembered();
  own.add(claim(1, {auditId: 'a', resource: 'secrets'}), first);
  expect(own.join(claim(1))?.request.step).toBe('first');
  own.add(claim(1, {auditId: 'b', resource: 'pods'}), second);
  expect(own.join(claim(1))).toBeUndefined();
  expect(own.join(claim(1, {resource: 'pods'}))?.request.step).toBe('second');
  expect(own.join(claim(1, {resource: 'secrets', user: 'somebody else'}))).toBeUndefined();
});

test('two stages of one request at one microsecond are one request', async () => {
  const {own, first} = await remembered();
  own.add(claim(1, {auditId: 'a'}), first);
  own.add(claim(1, {auditId: 'c'}), first);
  expect(own.join(claim(1))?.request.step).toBe('first');
});

test('beyond its bound the oldest event is forgotten, and no other', async () => {
  const {own, first} = await remembered();
  for (let n = 0; n < KEPT; n++) own.add(claim(n, {auditId: String(n)}), first);
  expect(own.join(claim(0))).toBeDefined();
  own.add(claim(KEPT, {auditId: 'one more'}), first);
  expect(own.join(claim(0))).toBeUndefined();
  expect(own.join(claim(1))).toBeDefined();
  expect(own.join(claim(KEPT))).toBeDefined();
});
