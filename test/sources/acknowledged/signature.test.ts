import {describe, expect, test} from 'vitest';
import {realClock} from '../../../src/lib/clock.js';
import {byPagerDuty, hmac} from '../../helpers/signed.js';
import {interestIn, openSource} from '../../helpers/source.js';
import {fixture, receiving, SECRET} from './receiver.js';

const pager = () => receiving('pagerduty-webhook', {secret: `\${HOOK_SECRET}`});
const TEXT = JSON.stringify(fixture('pagerduty'));
const RIGHT = hmac(SECRET, TEXT);
const WRONG = hmac('another', TEXT);

describe('a signed post', () => {
  test.each([
    ['one signature', `v1=${RIGHT}`],
    ['upper case', `v1=${RIGHT.toUpperCase()}`],
    ['one of several, while the secret is changed', `v1=${WRONG},v1=${RIGHT}`],
    ['several with spaces between', `v1=${RIGHT}, v1=${WRONG}`],
    ['one beside a version that is not known', `v2=${WRONG},v1=${RIGHT}`],
  ])('is taken with %s', async (_, signature) => {
    const {send, told} = await pager();
    expect(await send(TEXT, {'X-PagerDuty-Signature': signature})).toEqual({status: 200, text: ''});
    await told(1);
  });

  test.each([
    ['no signature', undefined, 'a post has no X-PagerDuty-Signature'],
    ['an empty one', '', 'a post has no X-PagerDuty-Signature'],
    ['that of another secret', `v1=${WRONG}`, /^the X-PagerDuty-Signature of a post is wrong: it was signed with/],
    ['that of another body', `v1=${hmac(SECRET, `${TEXT} `)}`, /^the X-PagerDuty-Signature of a post is wrong/],
    ['another version', `v2=${RIGHT}`, /is not of the form v1=/],
    ['no version', RIGHT, /is not of the form v1=/],
    ['a part of it', `v1=${RIGHT.slice(0, 62)}`, /is not of the form v1=/],
    ['something behind it', `v1=${RIGHT}00`, /is not of the form v1=/],
    ['what is not hexadecimal', `v1=${'z'.repeat(64)}`, /is not of the form v1=/],
    ['many that are wrong', Array.from({length: 200}, () => `v1=${WRONG}`).join(), /is wrong/],
  ])('is refused with %s, which proves nothing and is told', async (_, signature, reason) => {
    const {send, signals, check, investigate, source} = await pager();
    const before = realClock.now();
    const {status, text} = await send(TEXT, signature === undefined ? {} : {'X-PagerDuty-Signature': signature});
    expect(status).toBe(401);
    const said = text.trim();
    expect(said).toEqual(typeof reason === 'string' ? reason : expect.stringMatching(reason));
    expect(signals).toEqual([]);
    expect(await check()).toMatchObject({
      state: 'warning',
      detail: expect.stringContaining(`refused: ${said}`),
      next: [expect.stringContaining('signed with the secret of this source')],
    });
    expect(await investigate()).toMatchObject({
      cause: `a post was refused: ${said}`,
      change: expect.stringContaining('signed with the secret of this source'),
    });
    // It is not evidence that was lost, either: anybody can post something.
    expect(source.sight(before, realClock.now(), 'missed')).toEqual({state: 'clear'});
    const told = JSON.stringify([said, await check(), await investigate()]);
    for (const secret of [SECRET, RIGHT, WRONG, 'res1', 'SecretsListed']) expect(told).not.toContain(secret);
  });

  test('is taken again after others were refused, and the refusal stays known', async () => {
    const {send, told, check} = await pager();
    expect((await send(TEXT, {'X-PagerDuty-Signature': `v1=${WRONG}`})).status).toBe(401);
    expect((await send(TEXT, byPagerDuty(TEXT, [SECRET], 'one'))).status).toBe(200);
    await told(1);
    expect((await check())?.detail).toMatch(/; refused: the X-PagerDuty-Signature of a post is wrong/);
  });

  test('is taken once, however often it is delivered, and whatever its headers call it', async () => {
    const {send, told} = await pager();
    const other = TEXT.replace('PGR0VU2', 'PGR0VU3');
    expect((await send(TEXT, byPagerDuty(TEXT, [SECRET], 'one'))).status).toBe(200);
    expect((await send(TEXT, byPagerDuty(TEXT, [SECRET], 'one'))).status).toBe(200);
    expect((await send(TEXT, byPagerDuty(TEXT, [SECRET], 'two'))).status).toBe(200);
    expect((await send(other, byPagerDuty(other, [SECRET], 'one'))).status).toBe(200);
    // The id of a post that was repeated is not used up by it.
    expect((await send(other, byPagerDuty(other, [SECRET], 'two'))).status).toBe(200);
    expect((await told(2)).map(({evidence}) => evidence.ref)).toEqual(['PGR0VU2', expect.any(String)]);
  });

  test('does not use up the id of another that was refused', async () => {
    const {send, told} = await pager();
    expect((await send(TEXT, byPagerDuty(TEXT, ['another'], 'one'))).status).toBe(401);
    expect((await send(TEXT, byPagerDuty(TEXT, [SECRET], 'one'))).status).toBe(200);
    await told(1);
  });

  test('needs no token beside the signature, and a right one where the file wants it', async () => {
    const open = openSource({
      ...{type: 'pagerduty-webhook', secret: `\${HOOK_SECRET}`},
      listen: {host: '0.0.0.0', port: 0},
    });
    expect(open.source.stage).toBe('acknowledged');
    const {send} = await receiving('pagerduty-webhook', {
      secret: `\${HOOK_SECRET}`,
      listen: {port: 0, token: `\${HOOK_SECRET}`},
    });
    expect((await send(TEXT, byPagerDuty(TEXT, [SECRET], 'one'))).status).toBe(401);
  });

  test.each(['', ' ', '\u200b\n'])('is not asked for with a blank secret: %j', async secret => {
    const {start} = openSource(
      {type: 'pagerduty-webhook', listen: {port: 0}, secret: `\${HOOK_SECRET}`},
      {env: {HOOK_SECRET: secret}},
    );
    await expect(start(interestIn())).rejects.toMatchObject({
      exitCode: 3,
      message: 'the secret of this source is blank: anybody could sign',
    });
  });
});
