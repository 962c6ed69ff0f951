import {expect, onTestFinished, test} from 'vitest';
import {BARE, start} from '../helpers/cli.js';
import {readStream} from '../helpers/live-server.js';
import {EVENING} from '../helpers/tabletop.js';
import {tempDir, tempFile} from '../helpers/temp.js';

test('people join a table, look and are sent what they find: never a sealed card, and no word of the script', async () => {
  const cwd = tempDir();
  const argv = ['tabletop', tempFile('evening.yaml', EVENING), '--listen', '127.0.0.1:0', '--no-color'];
  const running = start(argv, {cwd, env: {...BARE, HOME: cwd}});
  onTestFinished(() => void running.child.kill('SIGKILL'));
  await expect.poll(running.stderr).toMatch(/board .*#j=/);
  const codes = new Map([...running.stderr().matchAll(/^ {2}(\w+) +http\S+#j=(\S+)/gm)].map(m => [m[1], m[2]]));
  const url = /http:\/\/[\d.:]+/.exec(running.stderr())?.[0] ?? '';
  const post = async (path: string, body: object, token?: string) => {
    const headers = {'content-type': 'application/json', ...(token && {authorization: `Bearer ${token}`})};
    const response = await fetch(url + path, {method: 'POST', headers, body: JSON.stringify(body)});
    return {status: response.status, body: (await response.json()) as Record<string, string>};
  };
  const enters = async (role: string) =>
    (await post('/api/join', {code: codes.get(role), name: role, via: 'terminal'})).body.token ?? '';
  const does = (token: string, what: string, input = {}) =>
    post('/api/do', {id: crypto.randomUUID(), do: what, ...input}, token);
  const [lead, responder] = [await enters('facilitator'), await enters('responder')];
  await does(lead, 'start', {anyway: true});
  expect((await does(lead, 'next')).status).toBe(200);
  expect((await does(responder, 'look', {place: 'alerts'})).status).toBe(200);
  expect((await does(responder, 'look', {place: 'under the table'})).status).toBe(422);
  expect((await does(lead, 'look', {place: 'audit'})).status).toBe(403);
  expect((await does(responder, 'try', {about: 'K1', command: 'kubectl get pods'})).status).toBe(409);
  const frames = await readStream(`${url}/api/events`, responder, all =>
    all.some(({data}) => data.type === 'alert.shown'),
  );
  const heard = frames.map(({data}) => JSON.stringify(data)).join('\n');
  for (const word of ['K1', 'recorded', 'Secrets enumerated']) expect(heard).toContain(word);
  for (const word of ['card.laid', 'cluster-admin-bound', '"scenario":"secrets-listed"', 'What the account may do'])
    expect(heard).not.toContain(word);
  await does(lead, 'end');
  const {code, stdout} = await running.done;
  expect(stdout).toContain('1 of 4 cards found');
  expect(code).toBe(1);
});
