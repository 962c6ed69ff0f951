import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {EventLog} from '../../src/events/log.js';
import {Frames} from '../../src/live/project/frames.js';
import {attacked, DRILL, staged} from '../helpers/exercise.js';
import type {LiveServer} from '../helpers/live-server.js';
import {liveServer} from '../helpers/live-server.js';
import {SteppedClock} from '../helpers/stepped-clock.js';
import {tempDir} from '../helpers/temp.js';

/** More events than a log or a feed keeps in memory. */
const MANY = 6000;

/** A drill that has a file, as drills have. */
function filed(path = join(tempDir(), 'events.ndjson')) {
  const log = new EventLog(new SteppedClock(), path);
  onTestFinished(() => log.close());
  return {log, path, stage: staged(DRILL, {log})};
}

const writes = (stage: Pick<LiveServer, 'exercise'>, from: number, to: number): void => {
  for (let i = from; i < to; i++) {
    stage.exercise.append({
      type: 'note.written',
      ...{id: `N${i}`, t: 0, person: 'p1', text: `note ${i} “ü”\n`, visibility: i % 30 ? 'team' : 'staff'},
    });
  }
};

test('a long log keeps its last events in memory, and gives all of them: at once, from one on, to who comes late', () => {
  const {log, stage} = filed();
  writes(stage, 0, MANY);
  expect(log.length).toBe(MANY + 3);
  const seqs = [...log.from(0)].map(({seq}) => seq);
  expect(seqs).toEqual(Array.from({length: MANY + 3}, (_, seq) => seq));
  expect(log.events.map(({seq}) => seq)).toEqual(seqs);
  const heard: number[] = [];
  log.subscribe(({seq}) => heard.push(seq));
  expect(heard).toEqual(seqs);
  const some = [1, 2, 700, 2499, 5000, MANY + 1];
  expect([...log.picked(some)].map(({seq}) => seq)).toEqual(some);
  expect([...log.from(1234)][0]).toMatchObject({seq: 1234, type: 'note.written', text: 'note 1231 “ü”\n'});
});

test('a long log that goes on after its conductor was killed has the same events, and the same numbers of what is sent', () => {
  const {log, path, stage} = filed();
  writes(stage, 0, MANY);
  log.close();
  const past = readFileSync(path, 'utf8').trimEnd().split('\n');
  const again = new EventLog(
    new SteppedClock(),
    path,
    past.map(line => JSON.parse(line)),
  );
  onTestFinished(() => again.close());
  const more = staged(DRILL, {log: again});
  writes(more, MANY, 2 * MANY);
  expect([...again.from(0)].map(({seq}) => seq)).toEqual(Array.from({length: again.length}, (_, seq) => seq));
  for (const role of ['facilitator', 'responder', 'board']) {
    const [before, after] = [stage, more].map(({exercise}) => exercise.feeds.get(role)?.frames.all ?? []);
    expect(after?.slice(0, before?.length)).toEqual(before);
  }
});

test('somebody who comes late to a long drill is sent all of it, and goes on in the middle of it', async () => {
  const {stage} = filed();
  const server = await liveServer({stage});
  const res = await server.enters('responder', 'res1');
  writes(server, 0, MANY);
  const whole = server.exercise.feeds.get('responder')?.frames.all ?? [];
  expect(whole.length).toBeGreaterThan(5500);
  const heard = await server.hears(res, frames => frames.length > whole.length);
  expect(heard.slice(1).map(({data}) => data)).toEqual(whole.map(frame => JSON.parse(frame)));
  const half = heard[1000];
  const rest = await server.hears(res, frames => frames.length > whole.length - 1000, half?.id);
  expect(rest.slice(1).map(({id}) => id)).toEqual(heard.slice(1001).map(({id}) => id));
});

test('what was withheld long ago is there once the script is unsealed', async () => {
  const {stage} = filed();
  const lead = stage.join('facilitator', 'Lead');
  await stage.does(lead, 'start', {anyway: true});
  await attacked(stage, 'secrets-listed', 'A1');
  writes(stage, 0, MANY);
  const sent = () => (stage.exercise.feeds.get('responder')?.frames.all ?? []).map(frame => JSON.parse(frame));
  expect(sent().some(({type}) => type === 'script.loaded')).toBe(false);
  const length = sent().length;
  await stage.does(lead, 'unseal');
  const unsealed = sent().slice(length);
  expect(unsealed.map(({type}) => type)).toEqual(expect.arrayContaining(['script.loaded', 'scenario.started']));
  // What was sent already, and what staff wrote to each other, is not sent again.
  expect(unsealed.some(({type}) => type === 'note.written')).toBe(false);
  expect(sent().map(({n}) => n)).toEqual(sent().map((_, n) => n));
});

test('frames that are stored have no name that outlives them; where they cannot be stored, they stay in memory', () => {
  const dir = tempDir();
  const [stored, kept] = [new Frames(dir), new Frames(join(dir, 'nowhere'))];
  const all = Array.from({length: MANY}, (_, n) => JSON.stringify({n, text: 'ä'.repeat(n % 7)}));
  for (const frame of all) for (const frames of [stored, kept]) frames.push(frame);
  for (const frames of [stored, kept]) {
    expect(frames.length).toBe(MANY);
    expect(frames.all).toEqual(all);
    for (const [from, to] of [
      [0, 1],
      [255, 257],
      [2499, 2501],
      [2000, 5900],
      [MANY - 1, MANY],
      [MANY, MANY],
    ] as const) {
      expect(frames.slice(from, to), `${from} to ${to}`).toEqual(all.slice(from, to));
    }
  }
  expect(readdirSync(dir)).toEqual([]);
});
