// Somebody comes late to a drill: `LAB_CHROMIUM=/usr/bin/chromium node bench/page.js [--events 5000] [--times 7]`. What is shown is
// how long a browser takes from the press on *Join* to the whole screen, and whether it is the screen of who was there.
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {chromium} from 'playwright-core';
import {option, say} from './lib.js';
import {openRoom} from './room.js';

const events = option('events', 5000);
const times = option('times', 7);
/** Every so many events are a note of the team; the others are people who come and go. */
const NOTES_APART = 15;

const dir = mkdtempSync(join(tmpdir(), 'kubedrill-bench-'));
const {exercise, roster, log, server} = await openRoom(dir, join(import.meta.dirname, '..', 'dist', 'web'));
const browser = await chromium.launch({
  executablePath: process.env.LAB_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});

/** Joins in a browser of one's own; returns the page, and how long its last note took to be there. */
async function come(name, last) {
  const context = await browser.newContext({reducedMotion: 'reduce'});
  const opened = await context.newPage();
  await opened.goto(`${server.url}/#j=${roster.codeOf('responder').reveal()}`);
  await opened.locator('input[name=name]').fill(name);
  const began = performance.now();
  await opened.keyboard.press('Enter');
  await opened.locator('header.top').waitFor();
  if (last !== undefined) await opened.getByText(last, {exact: true}).waitFor();
  return {opened, ms: performance.now() - began};
}

/** The screen without the ids that React counts. */
const screen = async opened =>
  (await opened.locator('#main').innerHTML()).replaceAll(/_r_\w+_/g, 'id').replaceAll(/ id="id[^"]*"/g, '');

const early = await come('early');
let note = 0;
for (let count = log.events.length; count < events; count++) {
  if (count % NOTES_APART === 0) {
    const text = `note ${++note}`;
    exercise.append({type: 'note.written', id: `N${note}`, t: 0, person: 'p1', text, visibility: 'team'});
  } else {
    const state = count % 2 ? 'online' : 'away';
    exercise.append({type: 'participant.changed', person: 'p1', state});
  }
}
await early.opened.getByText(`note ${note}`, {exact: true}).waitFor();
const [taken, screens] = [[], new Set([await screen(early.opened)])];
for (let time = 0; time < times; time++) {
  const late = await come(`late ${time}`, `note ${note}`);
  taken.push(late.ms);
  screens.add(await screen(late.opened));
  await late.opened.context().close();
}
await browser.close();
await server.close();
log.close();
rmSync(dir, {recursive: true});
taken.sort((a, b) => a - b);
say(
  `who joins at event ${log.events.length} (${note} notes), ${times} times: ${screens.size === 1 ? 'the same screen' : 'ANOTHER SCREEN'} as who was there`,
);
say(
  `  to the whole screen   median ${Math.round(taken[times >> 1])} ms, most ${Math.round(taken.at(-1))} ms · bound 1000 ms`,
);
