import {readFileSync} from 'node:fs';
import {gzipSync} from 'node:zlib';
import {describe, expect, test} from 'vitest';
import {COMMANDS} from '../../src/live/conductor/commands/index.js';
import {answersAlerts, attacked} from '../helpers/exercise.js';
import {type LiveServer, liveServer} from '../helpers/live-server.js';

/**
 * What somebody may try who plays against the drill, and the tests that show what comes of it: the file, and how the test's
 * name begins.
 */
const TRIES: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  'guess codes': [
    ['test/live/server.test.ts', 'codes cannot be guessed: five tries a minute'],
    ['test/live/server.test.ts', 'open nothing, are answered five times'],
  ],
  'use the token of another': [
    ['test/live/server.test.ts', 'needs a token that is worth something'],
    ['test/live/coming-back.test.ts', 'a token that others could have written'],
  ],
  'forge a role in the body': [
    [
      'test/live/server.test.ts',
      'is refused with a wrong code, a name that is none, a role that is taken, a role in the',
    ],
    ['test/live/hostile.test.ts', 'a board does nothing'],
  ],
  'read /api/export': [['test/live/server.test.ts', 'there is nothing else, by no way']],
  'subscribe as a board': [
    ['test/live/projection.test.ts', 'never learn the script: not by words, not by ids'],
    ['test/live/hostile.test.ts', 'a board does nothing'],
  ],
  'put a script into a name or a text': [
    ['test/live/server.test.ts', 'is refused with a wrong code, a name that is none'],
    ['test/tui/live-screens.test.ts', 'shows nothing that a terminal takes for more than text'],
    ['test/web/built.test.ts', 'it has no script and no style of its own in it'],
    ['test/live/server.test.ts', 'nothing is loaded from elsewhere, nor shown inside of another page'],
  ],
  flood: [['test/live/server.test.ts', 'who floods the server is slowed down']],
  "delete the drill's own objects": [
    ['test/drill/respond.test.ts', 'who delete the whole namespace do harm, and end nothing'],
  ],
  'kill bystanders': [['test/drill/respond.test.ts', 'are named from the audit log: who contained it, who harmed']],
  'acknowledge before the alert': [
    ['test/live/hostile.test.ts', 'an alert is acknowledged when it is there, and not before'],
    ['test/sabotage/pagerduty.deep.test.ts', ''],
  ],
  'forge a message of the pager': [
    ['test/sources/acknowledged/signature.test.ts', ''],
    ['test/sources/acknowledged/pagerduty.test.ts', ''],
  ],
  'send what unpacks to much more': [
    ['test/live/hostile.test.ts', 'what is packed is never unpacked'],
    ['test/cli/msel.test.ts', 'for its size, and where a file is there already'],
  ],
  'open 1,000 streams': [['test/live/server.test.ts', 'a person opens no thousand of them']],
  'take a name that looks like another': [
    ['test/live/server.test.ts', 'under a name that somebody has, or that looks like it, gets a number'],
  ],
  'find the script in the page, or by what the server answers': [
    ['test/web/built.test.ts', 'it has no script and no style of its own in it'],
    ['test/live/projection.test.ts', 'never learn the script: not by words, not by ids, not by gaps in the numbers'],
    ['test/live/hostile.test.ts', 'what is in the script is answered as what is not'],
  ],
};

/** What goes wrong in a drill on its own, and the tests that show what comes of it. */
const FAILURES: typeof TRIES = {
  pause: [
    ['test/live/exercise.test.ts', 'a pause moves everything that is still to come, and nothing else'],
    ['test/tui/live-machine.test.ts', 'the time that people have to contain an attack stands still with the clock'],
  ],
  'more time, or an inject left out': [
    ['test/live/exercise.test.ts', 'more time, and an end, for one attack'],
    ['test/live/exercise.test.ts', 'one that is held back comes when its time is over, one that is skipped never'],
  ],
  'the laptop sleeps': [
    ['test/live/exercise.test.ts', 'a machine that stood still has paused the drill when it did'],
    ['test/drill/watch.test.ts', 'while this machine stood still none could look'],
  ],
  'the conductor is killed': [
    ['test/cli/live-drill.deep.test.ts', 'goes on with the same people after kill -9'],
    ['test/cli/live-killed.deep.test.ts', ''],
    ['test/live/exercise.test.ts', 'a conductor that goes on from the log knows what the one before knew'],
  ],
  'somebody loses the network': [
    ['test/live/client.test.ts', 'keeps what is done without a connection, and does each once, in order'],
    ['test/web/page.test.ts', 'what is done while the server is gone is kept, and sent when it is back'],
    ['test/live/accepted.test.ts', 'a facilitator lets the claimed time of an acknowledgement count, once'],
  ],
  "somebody's clock is wrong": [
    ['test/live/server.test.ts', 'what had to wait for a connection is logged with the time at which it is said'],
    ['test/web/net.test.ts', 'a clock that stood still is set by what comes from the server'],
  ],
  'the API server is down': [
    ['test/drill/containment-checks.test.ts', 'is unknown, never held, where the server does not answer'],
    ['test/drill/respond.test.ts', 'cannot have contained what nobody can look at: it is unknown'],
  ],
  'the facilitator is gone': [
    ['test/live/steered.test.ts', 'whose pace they set is held after five minutes'],
    ['test/live/steered.test.ts', 'that goes by the clock goes on, and says so once'],
  ],
  'the disk is full': [['test/live/server.test.ts', 'a log that cannot be written shows nothing that is not on disk']],
  'the port is taken': [
    ['test/cli/live-drill.deep.test.ts', 'says so when its port is taken, and gives the cluster back'],
    ['test/cli/doctor-live.test.ts', 'a port that is taken is exit code 3, with what to do'],
  ],
  'the end': [
    [
      'test/cli/live-drill.deep.test.ts',
      'plays a drill with people from its opening to its reports, and leaves no code or token',
    ],
    ['test/drill/responders.test.ts', 'are shown out when the drill is stopped, too'],
  ],
};

test.each(Object.entries({...TRIES, ...FAILURES}))('%s: there is a test by that name', (_, tests) => {
  for (const [file, name] of tests) expect(readFileSync(file, 'utf8')).toContain(name);
});

async function begun() {
  const server = await liveServer();
  const [lead, res] = [await server.enters('facilitator', 'Lead'), await server.enters('responder', 'res1')];
  await server.asks(lead, 'start', {anyway: true});
  return {...server, lead, res};
}

/** An answer without the name that was asked for: all that somebody could learn from it. */
async function answerTo(server: LiveServer, token: string, what: string, input: Record<string, string>) {
  const {status, body, headers} = await server.asks(token, what, input);
  const text = Object.values(input).reduce((left, name) => left.replaceAll(name, '…'), JSON.stringify(body));
  return {status, text, type: headers.get('content-type')};
}

describe('somebody who plays against the drill', () => {
  test('a board does nothing: no command is its own, and its stream steers nothing', async () => {
    const server = await begun();
    const board = await server.enters('board');
    const before = server.log.events.length;
    // What is for tables or workshops alone, is nobody's here.
    for (const [what, {at}] of Object.entries(COMMANDS))
      expect((await server.asks(board, what)).status, what).toBeOneOf(at === undefined ? [403, 429] : [403, 409, 429]);
    for (const path of ['/api/codes', '/api/due', '/api/kubeconfig', '/api/evidence/E1']) {
      expect((await server.call(path, {token: board})).status, path).toBeGreaterThanOrEqual(400);
    }
    expect(server.log.events).toHaveLength(before);
  });

  test('what is in the script is answered as what is not: nobody finds it by asking', async () => {
    const server = await begun();
    // The second of each pair is nowhere in the drill.
    for (const [what, there, nowhere] of [
      ['deliver', {inject: 'I4'}, {inject: 'I9'}],
      ['read', {inject: 'I4'}, {inject: 'I9'}],
      ['answer', {question: 'Q1', answer: 'x'}, {question: 'Q9', answer: 'x'}],
      ['acknowledge', {alert: 'A1'}, {alert: 'A9'}],
      ['attack', {scenario: 'secrets-listed'}, {scenario: 'secrets-looked'}],
      ['reveal', {question: 'Q1'}, {question: 'Q9'}],
    ] as const) {
      const answers = await Promise.all([there, nowhere].map(input => answerTo(server, server.res, what, input)));
      expect(answers[0], what).toEqual(answers[1]);
      expect(answers[0]?.status, what).toBeGreaterThanOrEqual(400);
    }
  });

  test('an alert is acknowledged when it is there, and not before', async () => {
    const server = await begun();
    answersAlerts(server);
    expect((await server.asks(server.res, 'acknowledge', {alert: 'A1'})).status).toBe(422);
    expect(server.of('alert.acknowledged')).toEqual([]);
    await attacked(server, 'secrets-listed', 'A1');
    expect((await server.asks(server.res, 'acknowledge', {alert: 'A1'})).status).toBe(200);
    expect(server.of('alert.acknowledged')).toMatchObject([{counted: true, person: 'res1'}]);
  });

  test('what is packed is never unpacked: a small body stays small', async () => {
    const server = await begun();
    const before = server.log.events.length;
    const bomb = gzipSync(JSON.stringify({id: '12345678', do: 'note', text: 'x'.repeat(30_000_000)}));
    expect(bomb.length).toBeLessThan(64 * 1024);
    const packed = {method: 'POST', body: bomb as unknown as string, token: server.res};
    const headers = {'content-type': 'application/json', 'content-encoding': 'gzip'};
    expect((await server.call('/api/do', {...packed, headers})).status).toBe(422);
    expect((await server.call('/api/evidence?id=12345678&title=x', packed)).status).toBe(422);
    expect(server.log.events).toHaveLength(before);
  });
});
