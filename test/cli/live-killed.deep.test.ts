import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {AlertNames, Feed} from '../../src/live/project/feed.js';
import {BARE} from '../helpers/cli.js';
import {liveDrill} from '../helpers/live-drill.js';
import {type Frame, readStream} from '../helpers/live-server.js';
import {seededRandom} from '../helpers/random.js';

const SCRIPT = `
title: Killed again and again
description: Attacks one after the other
scenarios: [secrets-listed, permission-enumeration, cluster-admin-bound]
uses: [live]
roles:
  - {id: facilitator, kind: controls, min: 1}
  - {id: responder, kind: responds, min: 1, can: [acknowledge, contain, ask], cluster: operator}
objectives: [{id: O1, text: See it}]
script:
  - {id: I1, at: 0s, attack: secrets-listed, objectives: [O1]}
  - {id: I2, at: 1s, from: SOC, text: Somebody reads our Secrets., objectives: [O1]}
  - {id: I3, at: 2s, attack: permission-enumeration, objectives: [O1]}
  - {id: I4, at: 4s, attack: cluster-admin-bound, objectives: [O1]}
`;

/** How often the conductor is killed; more with KUBEDRILL_KILLS, and at other points with KUBEDRILL_SEED. */
const KILLS = Number(process.env.KUBEDRILL_KILLS ?? 3);
const SEED = Number(process.env.KUBEDRILL_SEED ?? 5);
/** A conductor lives for at most this long, in milliseconds: through preflight, attacks and what comes of them. */
const LIVES_MS = 3000;

const patiently = {timeout: 120_000, interval: 100};
const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

/** Reads a stream until told to stop; where it breaks, it goes on by the last id, as a browser does. */
function follows(url: string, token: string) {
  const frames: Frame[] = [];
  let isOver = false;
  const read = async () => {
    while (!isOver) {
      const from = frames.length;
      const take = (heard: readonly Frame[]) => {
        frames.splice(from, frames.length, ...heard.filter(({event}) => event === 'event'));
        return isOver;
      };
      await readStream(`${url}/api/events`, token, take, frames.at(-1)?.id).catch(() => pause(50));
    }
  };
  const done = read();
  return {
    frames,
    stop: () => {
      isOver = true;
      return done;
    },
  };
}

test(
  `after kill -9 at ${KILLS} random points streams have gone on without a gap, nothing is done twice, and nothing is left`,
  async () => {
    const random = seededRandom(SEED);
    const live = await liveDrill(SCRIPT, ['--cluster', 'simulated'], BARE, {timeout: 60_000});
    const [lead, res] = [await live.enters('facilitator', 'Lead'), await live.enters('responder', 'res1')];
    const streams = {facilitator: follows(live.url, lead), responder: follows(live.url, res)};
    const goOn = async () => {
      await live.asks(lead, 'start');
      await live.asks(lead, 'resume');
    };
    let running: {child: typeof live.child; done: typeof live.done} = live;
    for (let kill = 0; kill < KILLS; kill++) {
      await goOn();
      const note = {id: `00000000-0000-4000-8000-${String(kill).padStart(12, '0')}`, text: `note ${kill}`};
      expect((await live.asks(res, 'note', note)).status).toBe(200);
      await pause(random.below(LIVES_MS));
      await goOn();
      running.child.kill('SIGKILL');
      await running.done;
      running = await live.resumed();
      // Tokens are worth what they were, and what was done is not done again.
      expect((await live.asks(res, 'note', note)).status).toBe(200);
      expect(live.of('note.written').filter(({text}) => text === note.text)).toHaveLength(1);
    }
    expect((await live.asks(lead, 'end')).status).toBe(200);
    await live.happens('run.ended');
    const last = await live.asks(lead, 'note', {text: 'the end'});
    expect(last.status).toBeLessThan(500);
    await expect
      .poll(() => Object.values(streams).map(({frames}) => frames.some(({data}) => data.state === 'ended')), patiently)
      .toEqual([true, true]);
    const names = new AlertNames();
    const source = {picked: (seqs: readonly number[]) => live.events().filter(({seq}) => seqs.includes(seq))};
    const feeds = {
      facilitator: new Feed('facilitator', 'controls', names, source),
      responder: new Feed('responder', 'responds', names, source),
    };
    await expect
      .poll(() => streams.facilitator.frames.some(({data}) => data.type === 'run.ended'), patiently)
      .toBe(true);
    for (const event of live.events()) {
      names.take(event);
      for (const feed of Object.values(feeds)) feed.take(event);
    }
    for (const role of ['facilitator', 'responder'] as const) {
      const {frames} = streams[role];
      expect(frames.map(({id}) => id.split('.')[1])).toEqual(frames.map((_, place) => String(place)));
      const whole = feeds[role].frames.slice(0, frames.length);
      expect(frames.map(({data}) => data)).toEqual(whole.map(text => JSON.parse(text)));
      expect(feeds[role].frames.length - frames.length).toBe(0);
    }
    await live.asks(lead, 'finish');
    await Promise.all(Object.values(streams).map(({stop}) => stop()));
    await running.done;
    expect(live.of('exercise.resumed')).toHaveLength(KILLS);
    expect(live.of('cleanup.finished').every(({left}) => !left.length)).toBe(true);
    expect(existsSync(join(live.folder(), 'exercise.json'))).toBe(false);
  },
  120_000 + KILLS * 30_000,
);
