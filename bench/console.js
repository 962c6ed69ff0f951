// The console under load: 200 scenarios and 2,000 events a second, on a terminal that only takes the time.
// `node bench/console.js [--scenarios 200] [--rate 2000] [--seconds 10]`
//
// A frame is what keeps the process from doing anything else: the longest turn of its event loop. At 60 pictures a
// second it may take 16 ms, at 30 it may take 33. A key is answered when the row that it selects is written.
import {EventEmitter} from 'node:events';
import {monitorEventLoopDelay} from 'node:perf_hooks';
import {stripVTControlCharacters} from 'node:util';
import {built, ms, option, say, spread} from './lib.js';
import {endlessRun} from './run-events.js';

process.env.NODE_ENV = 'production';
const {startConsole} = await built('tui/start.js');
const {realClock} = await built('lib/clock.js');

const FEED_EVERY_MS = 10;
const KEY_EVERY_MS = 137;
const SELECTED = /▸ (\d+): /;

/** A terminal of 160×50 that keeps nothing. */
class Screen extends EventEmitter {
  isTTY = true;
  columns = 160;
  rows = 50;
  bytes = 0;
  pictures = 0;
  onText = () => {};

  write(data, done) {
    this.bytes += data.length;
    this.pictures++;
    this.onText(data);
    if (typeof done === 'function') queueMicrotask(done);
    return true;
  }
}

class Keyboard extends EventEmitter {
  isTTY = true;
  #typed = null;

  type(text) {
    this.#typed = text;
    this.emit('readable');
  }

  read() {
    const text = this.#typed;
    this.#typed = null;
    return text;
  }
}
for (const name of ['setRawMode', 'setEncoding', 'resume', 'pause', 'ref', 'unref']) {
  Keyboard.prototype[name] = function same() {
    return this;
  };
}

const sleep = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

/** One console for so many seconds; what its frames and keys took. */
async function measure({scenarios, rate, seconds}) {
  const stream = endlessRun(scenarios);
  let listener = () => {};
  const log = {
    subscribe: hear => {
      listener = hear;
      return () => {};
    },
  };
  const stdout = new Screen();
  const stdin = new Keyboard();
  const console = startConsole({
    ...{log, stdout, stdin, clock: realClock, ascii: false, onStop: () => {}, onPause: () => {}, onSkip: () => {}},
  });
  for (let event = stream.next().value; event.type !== 'step.sent' || event.purpose !== 'attack'; ) {
    listener(event);
    event = stream.next().value;
  }
  await sleep(500);

  const taken = [];
  let pressed;
  let selected = '0';
  stdout.onText = data => {
    const [, row] = SELECTED.exec(stripVTControlCharacters(data)) ?? [];
    if (pressed === undefined || row === undefined || row === selected) return;
    taken.push(performance.now() - pressed);
    pressed = undefined;
    selected = row;
  };
  stdout.bytes = 0;
  stdout.pictures = 0;
  const delay = monitorEventLoopDelay({resolution: 1});
  delay.enable();
  const before = performance.eventLoopUtilization();
  const from = performance.now();
  let fed = 0;
  const feeding = setInterval(() => {
    const due = ((performance.now() - from) / 1000) * rate;
    for (; fed < due; fed++) listener(stream.next().value);
  }, FEED_EVERY_MS);
  let typed = 0;
  const typing = setInterval(() => {
    if (pressed !== undefined) return;
    pressed = performance.now();
    stdin.type(typed++ % 2 ? 'k' : 'j');
  }, KEY_EVERY_MS);
  await sleep(seconds * 1000);
  clearInterval(feeding);
  clearInterval(typing);
  delay.disable();
  const {utilization} = performance.eventLoopUtilization(before);
  await console.close();
  return {
    ...{fed, utilization, taken},
    frame: {median: delay.percentile(50) / 1e6, p95: delay.percentile(95) / 1e6, p99: delay.percentile(99) / 1e6},
    longest: delay.max / 1e6,
    pictures: stdout.pictures / seconds,
    kilobytes: stdout.bytes / 1024 / seconds,
  };
}

const seconds = option('seconds', 10);
const full = {scenarios: option('scenarios', 200), rate: option('rate', 2000), seconds};
for (const load of [{scenarios: 6, rate: 20, seconds}, full]) {
  const {fed, frame, longest, taken, utilization, pictures, kilobytes} = await measure(load);
  const keys = spread(taken);
  say(`${load.scenarios} scenarios, ${Math.round(fed / seconds)} events a second:`);
  say(`  turns of the loop: p95 ${ms(frame.p95)}, p99 ${ms(frame.p99)}, longest ${ms(longest)}`);
  say(`  p99 / 16 ms: ${(frame.p99 / 16).toFixed(2)}   p99 / 33 ms: ${(frame.p99 / 33).toFixed(2)}`);
  say(`  ${taken.length} keys answered: median ${ms(keys.median)}, p95 ${ms(keys.p95)}, longest ${ms(keys.max)}`);
  say(
    `  busy ${Math.round(utilization * 100)} %, ${pictures.toFixed(1)} writes and ${kilobytes.toFixed(1)} KB a second`,
  );
}
process.exit(0);
