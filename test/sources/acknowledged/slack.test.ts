import {describe, expect, test} from 'vitest';
import {bySlack} from '../../helpers/signed.js';
import {SteppedClock} from '../../helpers/stepped-clock.js';
import {fixture, OURS, receiving, SECRET} from './receiver.js';

interface Payload {
  actions: Record<string, unknown>[];
}

async function slack(settings: Record<string, unknown> = {}) {
  const clock = new SteppedClock();
  const receiver = await receiving('slack-interactive', {clock, secret: `\${HOOK_SECRET}`, ...settings});
  const seconds = () => clock.wall().getTime() / 1000;
  const form = (payload: unknown) => new URLSearchParams({payload: JSON.stringify(payload)}).toString();
  /** Posts what somebody did, as Slack does, signed this long ago. */
  const press = async (action: Record<string, unknown> = {}, change: Record<string, unknown> = {}, agoS = 0) => {
    const payload = fixture<Payload>('slack');
    const text = form({...payload, actions: payload.actions.map(one => ({...one, ...action})), ...change});
    return await receiver.send(text, bySlack(text, SECRET, seconds() - agoS));
  };
  return {...receiver, clock, seconds, form, press};
}

describe("Slack's posts", () => {
  test('name the alert by the value of the button, who pressed it, and when', async () => {
    const {press, told, source} = await slack();
    expect(source.stage).toBe('acknowledged');
    expect(await press()).toEqual({status: 200, text: ''});
    const [signal] = await told(1);
    expect(signal).toMatchObject({
      sourceTime: '2026-11-23T12:00:59.250Z',
      claims: [],
      acknowledgement: {of: expect.arrayContaining(['key:A-1', 'alertmanager:alert:A-1']), person: 'res1'},
      evidence: {ref: 'A-1'},
    });
    // Neither the token of the app nor a URL that answers in its name is kept.
    expect(JSON.stringify(signal)).not.toMatch(/legacy-verification-token|hooks\.slack|\.trigger/);
  });

  test.each([
    ['its value', {value: `take:${OURS}`}, [{auditId: OURS}]],
    ['its message, where it has none', {value: undefined}, [{auditId: OURS}]],
    ['not its message, where its value names another alert', {value: 'B-7'}, []],
  ])('name the attack by an audit id in %s', async (_, action, claims) => {
    const {press, told} = await slack();
    await press(action, {message: {ts: '1', text: `Secrets were listed, ${OURS}`}});
    expect((await told(1))[0]?.claims).toEqual(claims);
  });

  test.each([
    ['a name', {id: 'U1', name: 'res1'}, 'res1'],
    ['an id', {id: 'U1'}, 'U1'],
  ])('say who by %s where there is no more', async (_, user, person) => {
    const {press, told} = await slack();
    await press({}, {user});
    expect((await told(1))[0]?.acknowledgement).toMatchObject({person});
  });

  test('mean an acknowledgement by the buttons that the stack file names, and by no other', async () => {
    const {press, told} = await slack({actions: ['take', 'mine']});
    await press({action_id: 'acknowledge', value: 'A-1'});
    await press({action_id: 'mine', value: 'A-2'});
    await press({action_id: 'silence', value: 'A-3'});
    expect((await told(1))[0]?.evidence.ref).toBe('A-2');
  });

  test.each([
    ['a view that was submitted', {type: 'view_submission', actions: undefined}],
    ['a shortcut', {type: 'shortcut', actions: undefined, message: undefined}],
    ['a message of the old kind', {type: 'interactive_message', actions: [{name: 'acknowledge', type: 'button'}]}],
    ['the challenge of another API', {type: 'url_verification', challenge: 'x', actions: undefined}],
  ])('are taken and say nothing of %s', async (_, change) => {
    const {press, signals} = await slack();
    expect(await press({}, change)).toEqual({status: 200, text: ''});
    expect(signals).toEqual([]);
  });

  test.each([
    ['older', 299, 200],
    ['too old', 301, 401],
    ['ahead', -299, 200],
    ['too far ahead', -301, 401],
  ])('may be %s by our clock: %i seconds', async (_, agoS, status) => {
    const {press, check} = await slack();
    const answer = await press({}, {}, agoS);
    expect(answer.status).toBe(status);
    if (status === 401) {
      expect((await check())?.detail).toContain(
        'refused: the X-Slack-Request-Timestamp of a post differs from our clock by more than 5 minutes',
      );
    }
  });

  test('count once, while they could be repeated and after', async () => {
    const {send, form, seconds, clock, told} = await slack();
    const text = form(fixture('slack'));
    const headers = bySlack(text, SECRET, seconds());
    expect((await send(text, headers)).status).toBe(200);
    expect((await send(text, headers)).status).toBe(200);
    await clock.advance(301_000);
    expect((await send(text, headers)).status).toBe(401);
    await told(1);
  });

  test.each([
    ['without their time', {'X-Slack-Request-Timestamp': ''}, /has no X-Slack-Request-Timestamp/],
    [
      'with another time than was signed',
      {'X-Slack-Request-Timestamp': '1795435200'},
      /X-Slack-Signature of a post is wrong/,
    ],
    ['with a time that is none', {'X-Slack-Request-Timestamp': 'now'}, /X-Slack-Signature of a post is wrong/],
  ])('are refused %s', async (_, header, reason) => {
    const {send, form, seconds, signals} = await slack();
    const text = form(fixture('slack'));
    const answer = await send(text, {...bySlack(text, SECRET, seconds()), ...header});
    expect(answer).toEqual({status: 401, text: expect.stringMatching(reason)});
    expect(signals).toEqual([]);
  });

  test('are refused where the time is signed and is none', async () => {
    const {send, form} = await slack();
    const text = form(fixture('slack'));
    const answer = await send(text, bySlack(text, SECRET, Number.NaN));
    expect(answer).toEqual({status: 401, text: expect.stringContaining('differs from our clock')});
  });
});
