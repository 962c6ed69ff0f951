// A live drill with a full room: `node bench/live.js [--people 300] [--rate 2000] [--seconds 60]`. Everybody reads a stream over
// loopback, in a process of their own; what is shown is how long an event takes to reach them, and what the server holds.
import {fork} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, rmSync} from 'node:fs';
import {get} from 'node:http';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';
import {option, say} from './lib.js';
import {openRoom} from './room.js';

const people = option('people', 300);
const perSecond = option('rate', 2000);
const seconds = option('seconds', 60);
const BEAT_MS = 10;

/** What is still needed, in bytes: the rest of a process's memory is waiting to be used again. */
function heldBytes() {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed;
}

if (process.env.KUBEDRILL_BENCH_ROOM) await room();
else await conductor();

async function conductor() {
  const dir = mkdtempSync(join(tmpdir(), 'kubedrill-bench-'));
  const {exercise, roster, log, server, clock} = await openRoom(dir);
  const tokens = Array.from({length: people}, (_, i) => roster.add(`res${i}`, 'responder', 'terminal').token.reveal());
  const room = fork(new URL(import.meta.url), process.argv.slice(2), {
    env: {...process.env, KUBEDRILL_BENCH_ROOM: '1'},
  });
  room.send({url: server.url, tokens});
  await once(room, 'message');
  const held = {idle: heldBytes(), third: undefined, end: undefined};
  const idle = process.memoryUsage.rss();
  const [cpu, began] = [process.cpuUsage(), performance.now()];
  let [most, thirdAt] = [0, 0];
  let sent = 0;
  for (let now = began; now - began < seconds * 1000; now = performance.now()) {
    for (const due = Math.floor(((now - began) / 1000) * perSecond); sent < due; sent++) {
      exercise.append({
        type: 'note.written',
        id: `N${sent}`,
        t: 0,
        person: 'p1',
        text: 'a note of usual length, as people write it',
        visibility: 'team',
      });
    }
    most = Math.max(most, process.memoryUsage.rss());
    if (held.third === undefined && now - began > (seconds * 1000) / 3) {
      [held.third, thirdAt] = [heldBytes(), sent];
    }
    await clock.sleep(BEAT_MS);
  }
  const spent = process.cpuUsage(cpu);
  held.end = heldBytes();
  room.send({total: exercise.feeds.get('responder').frames.length});
  const [{delays, missing}] = await once(room, 'message');
  room.disconnect();
  await server.close();
  log.close();
  rmSync(dir, {recursive: true});
  const at = share => `${delays[Math.min(delays.length - 1, Math.floor(delays.length * share))].toFixed(0)} ms`;
  const mb = bytes => `${Math.round(bytes / 2 ** 20)} MiB`;
  say(
    `${people} people, ${sent} events in ${seconds} s (${Math.round(sent / seconds)} a second), ${sent * people} deliveries`,
  );
  say(`  delivery     p50 ${at(0.5)}, p99 ${at(0.99)}, most ${at(1)} · bound 250 ms`);
  say(`  lost         ${missing}`);
  say(
    `  server       ${((spent.user + spent.system) / 1e6 / seconds).toFixed(2)} of a core; ${mb(most)} resident at most, ${mb(idle)} before the first event`,
  );
  say(
    `  it holds     ${mb(held.idle)} before the first event, ${mb(held.third)} after a third, ${mb(held.end)} at the end:`,
  );
  say(
    `               ${Math.round((held.end - held.third) / (sent - thirdAt))} bytes for each event of the last two thirds`,
  );
}

/** Everybody's streams. Of what arrives at once the oldest event tells the delay, and the last id tells what has come. */
async function room() {
  const [{url, tokens}] = await once(process, 'message');
  const delays = [];
  const seen = tokens.map(() => -1);
  let ready = 0;
  const opened = Promise.withResolvers();
  tokens.forEach((token, index) => {
    let rest = '';
    get(`${url}/api/events`, {headers: {authorization: `Bearer ${token}`}, agent: false}, response => {
      response.setEncoding('latin1');
      response.on('data', chunk => {
        if (ready <= index + 1 && rest === '' && ++ready === tokens.length) opened.resolve();
        const text = rest + chunk;
        const end = text.lastIndexOf('\n\n');
        rest = text.slice(end + 2);
        const last = text.lastIndexOf('id: bench1.', end);
        if (last < 0) return;
        seen[index] = Number.parseInt(text.slice(last + 11, last + 24), 10);
        const at = text.indexOf('"at":"');
        if (at > 0) delays.push(Date.now() - Date.parse(text.slice(at + 6, at + 30)));
      });
      response.on('error', () => {});
    });
  });
  await opened.promise;
  process.send('ready');
  const [{total}] = await once(process, 'message');
  for (let i = 0; i < 50 && seen.some(n => n < total - 1); i++) await new Promise(resolve => setTimeout(resolve, 100));
  delays.sort((a, b) => a - b);
  process.send({
    delays: delays.filter((_, i) => i % 10 === 0 || i === delays.length - 1),
    missing: seen.reduce((sum, n) => sum + (total - 1 - n), 0),
  });
}
