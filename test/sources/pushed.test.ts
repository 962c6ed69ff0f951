import {describe, expect, onTestFinished, test} from 'vitest';
import {Secret} from '../../src/lib/secret.js';
import {loadRules} from '../../src/sigma/load/load.js';
import {pushedSource} from '../../src/sources/kit/pushed.js';
import type {SourceContext} from '../../src/sources/kit/source-type.js';
import type {Signal} from '../../src/sources/source.js';
import {eventually} from '../helpers/eventually.js';
import {post} from '../helpers/post.js';
import {interestIn} from '../helpers/source.js';
import {opened, stackOf} from '../helpers/stack.js';
import {SteppedClock} from '../helpers/stepped-clock.js';
import {tempFile} from '../helpers/temp.js';

const CONTEXT: Omit<SourceContext, 'clock'> = {
  id: 'pushed',
  startedAt: new Date(0),
  rules: loadRules([]).set,
  secret: () => new Secret(''),
  text: () => '',
  ownToken: new Secret('own'),
};
const LISTEN = {host: '127.0.0.1', port: 0};

/** A source whose bodies are `{names: […]}`, one signal each. */
function pushed() {
  const clock = new SteppedClock();
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const signals: Signal[] = [];
  const source = pushedSource(
    {...CONTEXT, clock},
    {
      stage: 'alerted',
      budget: {ms: 0, why: ''},
      path: '/in',
      listen: LISTEN,
      expectForm: body => {
        if (!Array.isArray((body as {names?: unknown} | null)?.names)) throw new Error('a body has no names');
      },
      read: body => {
        const {names} = body as {names: string[]};
        return names.map(ref => ({
          source: 'pushed',
          stage: 'alerted',
          seenAt: clock.now(),
          claims: [],
          evidence: {kind: 'alert', ref, document: body},
        }));
      },
    },
  );
  const start = () => source.start(s => signals.push(s), interestIn(), stop.signal);
  return {clock, source, signals, start, stop, url: () => source.receiver()?.url ?? ''};
}

describe('a source that is posted to', () => {
  test('is blind until it listens', async () => {
    const {clock, source, start} = pushed();
    const starting = start();
    expect(source.sight(-1, 1, 'missed')).toEqual({state: 'blind', reason: 'it does not listen yet'});
    await clock.advance(5);
    await starting;
    await clock.advance(5);
    expect(source.sight(6, 10, 'late')).toEqual({state: 'clear'});
  });

  test('is blind as long as nobody has posted anything: a sender that is dead looks the same', async () => {
    const {clock, source, signals, start, url} = pushed();
    await start();
    await clock.advance(10);
    expect(source.sight(0, 10, 'missed')).toEqual({
      state: 'blind',
      reason: `nothing was posted to ${url()} since the run began: its sender has nothing to report, is behind, has stopped, or posts elsewhere`,
      change: 'let the sender post JSON to this address, with the token if one is set',
    });
    await post(`${url()}/a-token-that-nobody-asked-for`, {names: []});
    expect(source.sight(0, 10, 'missed')).toMatchObject({
      reason: 'no post was taken since the run began, and one was refused: posts are taken only at /in',
    });
    await post(url(), {names: ['a']});
    await eventually(() => expect(signals).toHaveLength(1));
    expect(source.sight(0, 10, 'missed')).toEqual({state: 'clear'});
  });

  test('tells of each signal of a body, at the moment at which it came', async () => {
    const {clock, signals, start, url} = pushed();
    await start();
    await clock.advance(1234);
    await post(url(), {names: ['a', 'b']});
    await eventually(() =>
      expect(signals.map(s => [s.evidence.ref, s.seenAt])).toEqual([
        ['a', 1234],
        ['b', 1234],
      ]),
    );
  });

  test('does not listen any more once it is stopped', async () => {
    const {start, stop, url} = pushed();
    await start();
    stop.abort();
    await eventually(() => expect(post(url(), {names: []})).rejects.toThrow());
  });

  test('explains a miss by what was posted: nothing at all', async () => {
    const {source, start, url} = pushed();
    await start();
    expect(await source.investigate()).toMatchObject({cause: `nothing was posted to ${url()} since the run began`});
    expect(await source.check()).toMatchObject({state: 'ok', detail: `listens on ${url()}, 0 bodies so far`});
  });

  test('explains a miss by a body that it could not read', async () => {
    const {source, start, url} = pushed();
    await start();
    await post(url(), 'not JSON');
    await eventually(async () =>
      expect(await source.investigate()).toMatchObject({cause: 'a post was refused: a body is not JSON'}),
    );
    expect(await source.check()).toMatchObject({
      state: 'warning',
      detail: expect.stringContaining('a body is not JSON'),
    });
  });

  test('explains nothing when the posts were fine, nor blames a stranger who asked for another path', async () => {
    const {source, signals, start, url} = pushed();
    await start();
    await post(url(), {names: ['a']});
    await eventually(() => expect(signals).toHaveLength(1));
    await fetch(new URL('/favicon.ico', url()));
    expect(await source.investigate()).toBeUndefined();
  });

  test('one alert of a list that cannot be read keeps no other back', async () => {
    const {clock, source, signals, start, url} = pushed();
    await start();
    await clock.advance(100);
    await post(url(), [{names: ['a']}, {}, {names: ['b']}]);
    await eventually(() => expect(signals.map(s => s.evidence.ref)).toEqual(['a', 'b']));
    await clock.advance(100);
    expect(source.sight(50, 150, 'missed')).toMatchObject({state: 'blind'});
  });

  test('a body that it had no room for is its own fault: blind at that moment only', async () => {
    const {clock, source, start, url} = pushed();
    await start();
    await post(url(), {names: []});
    await clock.advance(100);
    await post(url(), `"${'x'.repeat(17 * 1024 * 1024)}"`);
    await clock.advance(100);
    const blind = {
      ...{state: 'blind', reason: 'a body was not taken: a body is larger than 16 MiB'},
      change: 'let the sender post less at once: smaller batches, or a pause between them',
    };
    expect(source.sight(50, 150, 'missed')).toEqual(blind);
    expect(source.sight(150, 200, 'missed')).toEqual({state: 'clear'});
  });
});

describe('a receiver as a stack file opens it', () => {
  test('takes its token from the environment, or its certificate from files beside it', async () => {
    const dir = tempFile('token', 'from-a-file\n');
    const [source] = opened(
      stackOf([
        `{type: webhook, path: /hook, listen: {host: 127.0.0.1, port: 0, token: {file: ${JSON.stringify(dir)}}}}`,
      ]),
    );
    const stop = new AbortController();
    onTestFinished(() => stop.abort());
    const signals: Signal[] = [];
    await source?.start(s => signals.push(s), interestIn(), stop.signal);
    const {detail = ''} = (await source?.check?.(stop.signal)) ?? {};
    const url = /http:\S+hook/.exec(detail)?.[0] ?? '';
    expect((await post(url, {})).status).toBe(401);
    expect((await post(`${url}/from-a-file`, {rule: 'x'})).status).toBe(200);
    await eventually(() => expect(signals.map(s => s.rule?.id)).toEqual(['x']));
    expect(JSON.stringify(await source?.check?.(stop.signal))).not.toContain('from-a-file');
  });
});
