import {cpSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import type {DrillEvent} from '../../src/events/events.js';
import {BARE, start} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp.js';

test('a class mends labs on their own machines, and the trainer sees each check', async () => {
  const cwd = tempDir();
  const env = {...BARE, HOME: cwd};
  const room = start(['workshop', 'labs', 'policy-order', '--listen', '127.0.0.1:0', '--out', 'runs'], {cwd, env});
  onTestFinished(() => void room.child.kill('SIGKILL'));
  await expect.poll(room.stderr).toMatch(/learner +http\S+#j=/);
  const [, link = ''] = /learner +(http\S+)/.exec(room.stderr()) ?? [];

  const lab = (...argv: string[]) => start(['lab', ...argv], {cwd, env}).done;
  expect(await lab('start', 'policy-order')).toMatchObject({code: 0});
  const report = ['--report-to', link, '--as', 'Ada'];
  expect(await lab('check', 'policy-order', ...report)).toMatchObject({code: 1, stderr: ''});
  expect(await lab('hint', 'policy-order')).toMatchObject({code: 0});
  cpSync('labs/policy-order/solution', join(cwd, 'policy-order'), {recursive: true});
  expect(await lab('check', 'policy-order', ...report)).toMatchObject({code: 0, stderr: ''});
  // Another code is another class; a trainer who is gone keeps nobody from mending.
  const wrong = link.replace(/#j=.*/, '#j=AAAA-AAAA');
  expect(await lab('check', 'policy-order', '--report-to', wrong, '--as', 'Ada')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('the code is wrong'),
  });
  room.child.kill('SIGINT');
  expect(await room.done).toMatchObject({code: 130, stderr: expect.stringMatching(/1 {2}Ada +8 points {2}1 tasks/)});
  const [, dir = ''] = /is in (\S+)/.exec(room.stderr()) ?? [];
  const events: DrillEvent[] = readFileSync(join(cwd, dir, 'events.ndjson'), 'utf8')
    .split('\n')
    .slice(0, -1)
    .map(line => JSON.parse(line));
  const told = events.flatMap(event => (event.type === 'team.progressed' ? [[event.what, event.points]] : []));
  expect(told).toEqual([
    ['joined', undefined],
    ['opened', undefined],
    ['checked', undefined],
    ['hint', -2],
    ['solved', 10],
  ]);
  expect(await lab('check', 'policy-order', ...report)).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('nothing is reported: there is no drill at'),
  });
});
