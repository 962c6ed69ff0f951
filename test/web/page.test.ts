import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import type {Locator, Page} from 'playwright-core';
import {describe, expect, onTestFinished, test} from 'vitest';
import {obey} from '../../src/live/conductor/commands/index.js';
import {NO_FACILITATOR, ON_ITS_OWN} from '../../src/live/conductor/state/steered.js';
import {answering, machines, responding} from '../helpers/answering.js';
import {BROWSER, withBrowser} from '../helpers/browser.js';
import {attacked} from '../helpers/exercise.js';
import {type LiveServer, liveServer} from '../helpers/live-server.js';
import {pressOn, tabTo, typeInto} from '../helpers/page.js';

const open = withBrowser('the page of drills with people in a browser (test/web/page.test.ts)');
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const MINUTE = 60_000;

/** A server with the built page, and a facilitator who has begun the drill. */
async function begun(options: Parameters<typeof liveServer>[0] = {}) {
  const server = await liveServer({page: 'dist/web', ...options});
  answering(server);
  await machines(server);
  const lead = server.join('facilitator', 'Lead');
  await server.does(lead, 'start', {anyway: true});
  await attacked(server, 'secrets-listed', 'A1');
  return {...server, lead};
}

const linkOf = ({url, roster}: Pick<LiveServer, 'url' | 'roster'>, role: string, query = ''): string =>
  `${url}/${query}#j=${roster.codeOf(role).reveal()}`;

/** Somebody who has joined in a browser of their own. */
async function joined(server: LiveServer, role: string, name: string, query = '') {
  const opened = await open();
  onTestFinished(() => opened.page.context().close());
  await opened.page.goto(linkOf(server, role, query));
  await opened.page.locator('input[name=name]').fill(name);
  await opened.page.keyboard.press('Enter');
  await opened.page.locator('header.top').waitFor();
  return opened;
}

describe.skipIf(!BROWSER)('in a browser', () => {
  test('somebody joins, reads, acknowledges and hands in evidence by keyboard alone', async () => {
    const server = await begun();
    const {page, asked, wrong} = await open();
    onTestFinished(() => page.context().close());
    const answer = await page.goto(linkOf(server, 'responder'));
    expect(answer?.headers()['content-security-policy']).toContain("script-src 'self'; style-src 'self'");
    await page.locator('input[name=name]').waitFor();
    expect(page.url()).toBe(`${server.url}/`);
    await typeInto(page, page.getByLabel('Your name'), 'Zoë');
    await page.keyboard.press('Enter');
    await page.getByText('Zoë, responder').waitFor();

    await server.does(server.lead, 'deliver', {inject: 'I4'});
    await page.getByText('The SIEM is down for ten minutes', {exact: true}).waitFor();
    await pressOn(page, page.getByRole('button', {name: 'Mark as read'}));
    await expect.poll(() => server.of('inject.read')).toHaveLength(1);

    const before = await page.locator('[aria-live=assertive]').textContent();
    await attacked(server, 'cluster-admin-bound', 'A2');
    await expect
      .poll(() => page.locator('[aria-live=assertive]').textContent())
      .toBe('New alert A2, high: Something odd');
    expect(before).toBe('');
    await page.locator('#main').focus();
    await pressOn(page, page.getByRole('button', {name: 'Acknowledge A2'}));
    await page.getByText('taken by Zoë after 1:12').waitFor();
    expect(server.of('alert.acknowledged')).toMatchObject([{person: 'Zoë', scenario: 'cluster-admin-bound'}]);
    // The button is gone, and the focus is where it was.
    expect(await page.evaluate('document.activeElement.textContent')).toContain('A2 Something odd');

    await pressOn(page, page.locator('summary', {hasText: 'Evidence'}));
    await typeInto(page, page.getByLabel('What it is'), 'The binding');
    await typeInto(page, page.getByLabel('As text'), 'kind: ClusterRoleBinding');
    await pressOn(page, page.getByRole('button', {name: 'Hand in'}));
    await page.getByText('Handed in as E1.').waitFor();
    expect(server.of('evidence.handed-in')).toMatchObject([{title: 'The binding', bytes: 24}]);

    expect(asked.length).toBeGreaterThan(5);
    expect(asked.filter(url => new URL(url).origin !== server.url)).toEqual([]);
    expect(wrong).toEqual([]);
  });

  test('a commander decides by keyboard, and hears why something is refused', async () => {
    const server = await begun();
    const {page} = await joined(server, 'commander', 'Ada');
    await server.pass(4 * MINUTE);
    await page.getByRole('heading', {name: 'Q2 Freeze or watch?'}).waitFor();
    await tabTo(page, page.getByRole('radio', {name: 'Freeze it'}));
    await page.keyboard.press('Space');
    await typeInto(page, page.getByLabel('Why'), 'it spreads');
    await pressOn(page, page.getByRole('button', {name: 'Decide'}));
    await page.getByText('“Freeze it”, decided by Ada at 4:00').waitFor();

    const other = server.join('responder', 'res1');
    await server.does(other, 'note', {text: '<img src=x onerror=alert(1)>'});
    await page.getByText('<img src=x onerror=alert(1)>').waitFor();
    await server.does(other, 'state', {what: 'aware'});
    await page.locator('summary', {hasText: 'Notifications'}).click();
    await page.getByText(/^2[34]:\d\d left$/).waitFor();

    const {page: second} = await open();
    onTestFinished(() => second.context().close());
    await second.goto(linkOf(server, 'commander'));
    await second.getByLabel('Your name').fill('Eve');
    await second.keyboard.press('Enter');
    await expect.poll(() => second.getByRole('alert').textContent()).toBe('commander is taken by Ada');
  });

  test('what is done while the server is gone is kept, and sent when it is back', async () => {
    const server = await begun();
    const {page} = await joined(server, 'responder', 'res1');
    await page.getByRole('heading', {name: 'A1 Something odd'}).waitFor();
    await server.close();
    const connection = () => page.locator('.connection').textContent();
    await expect.poll(connection).toBe('✖ offline');
    await page.getByLabel('Note for the team').fill('while you were gone');
    await page.getByRole('button', {name: 'Send'}).click();
    await expect.poll(connection).toBe('✖ offline, 1 waiting');
    expect(server.of('note.written')).toEqual([]);
    await server.pass(MINUTE);
    await attacked(server, 'cluster-admin-bound', 'A2');
    await liveServer({page: 'dist/web', stage: server, address: {port: Number(new URL(server.url).port)}});
    await expect.poll(connection).toBe('✔ connected');
    await page.getByRole('heading', {name: 'A2 Something odd'}).waitFor();
    await expect.poll(() => server.of('note.written').map(({text}) => text)).toEqual(['while you were gone']);
    // When it was done is what the page says, by the server's own clock; what counts is when it came.
    const [note] = server.of('note.written');
    const earlierMs = Date.parse(note?.at ?? '') - Date.parse(note?.claimedAt ?? '');
    expect(earlierMs).toBeGreaterThan(0);
    expect(earlierMs).toBeLessThanOrEqual(MINUTE);
    expect(await page.getByRole('heading', {name: 'A1 Something odd'}).count()).toBe(1);
  });

  test('once the room is closed nobody writes what nobody reads; what was typed is still there', async () => {
    const server = await begun();
    const {page} = await joined(server, 'responder', 'res1');
    await server.does(server.lead, 'end');
    await page.getByRole('heading', {name: 'Hot wash'}).waitFor();
    const text = page.locator('.hot-wash textarea').first();
    await text.fill('I knew what to do');
    const send = page.locator('.hot-wash button').first();
    expect(await send.isEnabled()).toBe(true);
    await server.close();
    await expect.poll(() => page.locator('.connection').textContent()).toMatch(/the room is closed/);
    await expect.poll(() => send.isDisabled()).toBe(true);
    expect(await text.inputValue()).toBe('I knew what to do');
  });

  test('what is not sent outlasts a reload of the page, and nothing of it stays in the browser', async () => {
    const server = await begun();
    const {page} = await joined(server, 'responder', 'res1');
    await page.getByRole('heading', {name: 'A1 Something odd'}).waitFor();
    // The page is served and streams go on, but what people send is lost.
    await page.route('**/api/do', route => route.abort());
    await page.route('**/api/evidence**', route => route.abort());
    await page.getByLabel('Note for the team').fill('before the reload');
    await page.getByRole('button', {name: 'Send'}).click();
    await page.locator('summary', {hasText: 'Evidence'}).click();
    await page.getByLabel('What it is').fill('The binding');
    await page.getByLabel('As text').fill('kind: ClusterRoleBinding');
    await page.getByRole('button', {name: 'Hand in'}).click();
    await expect.poll(() => page.locator('.connection').textContent()).toBe('✔ connected, 2 waiting');
    const kept = String(await page.evaluate('JSON.stringify({...sessionStorage, ...localStorage})'));
    expect(kept).toContain('before the reload');
    expect(kept).not.toContain(server.roster.codeOf('responder').reveal());
    expect((await page.context().cookies()).filter(({value}) => kept.includes(value))).toEqual([]);
    await server.pass(MINUTE);
    await page.unroute('**/api/do');
    await page.unroute('**/api/evidence**');
    await page.reload();
    await expect.poll(() => server.of('note.written').map(({text}) => text)).toEqual(['before the reload']);
    await expect.poll(() => server.of('evidence.handed-in')).toMatchObject([{title: 'The binding', bytes: 24}]);
    expect(server.of('note.written')[0]?.claimedAt).toBeDefined();
    await expect.poll(() => page.locator('.connection').textContent()).toBe('✔ connected');
    expect(await page.evaluate('sessionStorage.length')).toBe(0);
  });

  test('what a hint costs is said before it is taken; who is removed has to join again', async () => {
    const server = await begun();
    const {page, wrong} = await joined(server, 'responder', 'res1');
    await server.says({type: 'scenario.phase', scenario: 'secrets-listed', phase: 'watch'});
    await server.pass(MINUTE);
    await page.locator('summary', {hasText: 'Hints'}).click();
    await page.getByRole('button', {name: 'What does the next one cost?'}).click();
    await page.getByText('It costs 5 points.').waitFor();
    expect(server.of('hint.taken')).toEqual([]);
    await page.getByRole('button', {name: 'Take it'}).click();
    await page.getByText('Look for list on secrets').waitFor();
    expect(wrong).toEqual([]);
    const {id = ''} = server.roster.people.find(({name}) => name === 'res1') ?? {};
    await server.does(server.lead, 'remove', {person: id, reason: 'not invited'});
    await page.getByRole('heading', {name: 'Join the drill'}).waitFor();
    expect(await page.getByRole('alert').textContent()).toContain('Your part in this drill has ended');
    expect(await page.content()).not.toContain('Look for list on secrets');
  });

  test('a facilitator makes one of two who are the same person, and accepts an earlier time', async () => {
    const server = await begun();
    const {page} = await joined(server, 'facilitator', 'Zoe');
    const [res, again] = [server.join('responder', 'res1'), server.join('responder', 'Resi')];
    await page.locator('summary', {hasText: 'More'}).and(page.getByLabel('More about Resi')).click();
    await page.getByRole('combobox', {name: 'Who Resi is from now on'}).selectOption('res1');
    await page.getByRole('button', {name: 'Make Resi one person with another'}).click();
    await expect
      .poll(() => server.of('participant.changed'))
      .toContainEqual(expect.objectContaining({person: again.id, into: res.id, state: 'removed'}));

    await server.pass(MINUTE);
    const claimedAt = new Date(server.clock.wall().getTime() - 20_000).toISOString();
    await obey(server.exercise, res, 'acknowledge', {alert: 'A1'}, {claimedAt});
    await page.getByText('res1 acknowledged A1, 0:20 before it came').waitFor();
    await page.getByLabel('Why the earlier time counts').fill('no network');
    await page.getByRole('button', {name: 'Accept the earlier time of A1'}).click();
    await expect
      .poll(() => server.of('time.accepted'))
      .toMatchObject([{id: 'A1', earlierMs: 20_000, reason: 'no network'}]);
    await page.getByRole('heading', {name: 'Earlier times'}).waitFor({state: 'detached'});
  });

  test('why the clock stands, or goes on without a facilitator, is said', async () => {
    const server = await begun();
    const {page} = await joined(server, 'responder', 'res1');
    const says = async (state: 'paused' | 'running', reason: string) =>
      server.says({type: 'clock.changed', t: 0, state, by: 'conductor', reason});
    await says('paused', NO_FACILITATOR);
    await page.getByText(`paused: ${NO_FACILITATOR}`).waitFor();
    server.exercise.append({type: 'participant.changed', person: server.lead.id, state: 'away'});
    await says('running', ON_ITS_OWN);
    await page.getByText(ON_ITS_OWN).waitFor();
    expect(await page.getByText(NO_FACILITATOR).count()).toBe(0);
    server.exercise.append({type: 'participant.changed', person: server.lead.id, state: 'online'});
    await page.getByText(ON_ITS_OWN).waitFor({state: 'detached'});
  });

  test('who comes at the 5,000th event sees what those see who were there', async () => {
    const server = await begun();
    const {page: early} = await joined(server, 'responder', 'res1');
    const res = server.join('responder', 'res2');
    await server.does(res, 'acknowledge', {alert: 'A1'});
    await server.pass(20 * MINUTE);
    await server.does(res, 'answer', {question: 'Q1', answer: 'root'});
    for (let count = 0; count < 300; count++) await server.does(res, 'note', {text: `note ${count}`});
    for (let count = server.log.events.length; count < 5000; count++) {
      const state = count % 2 ? 'online' : 'away';
      server.exercise.append({type: 'participant.changed', person: res.id, state});
    }
    await server.does(server.lead, 'pause');
    await early.getByText('paused').waitFor();
    const {page: late} = await joined(server, 'responder', 'res3');
    await late.getByText('note 299').waitFor();
    const domOf = async (page: Page) =>
      (await page.locator('#main').innerHTML()).replaceAll(/_r_\w+_/g, 'id').replaceAll(/ id="id[^"]*"/g, '');
    await expect.poll(async () => (await domOf(late)) === (await domOf(early))).toBe(true);
    expect((await domOf(early)).length).toBeGreaterThan(10_000);
  });

  test('a facilitator sees what comes next, who is there and the attacks without scrolling; the rest is a click away', async () => {
    const server = await begun();
    const {page} = await joined(server, 'facilitator', 'Lead 2');
    await page.setViewportSize({width: 1280, height: 800});
    const bottomOf = async (target: Locator) => {
      const box = await target.boundingBox();
      return box ? box.y + box.height : Number.POSITIVE_INFINITY;
    };
    const attack = page.getByRole('heading', {name: 'All Secrets listed across the cluster'});
    await attack.waitFor();
    expect(await page.evaluate('scrollY')).toBe(0);
    for (const target of [
      page.getByRole('button', {name: /^Deliver: /}).first(),
      page.locator('#people li').first(),
      attack,
    ])
      expect(await bottomOf(target)).toBeLessThan(800);
    expect(await page.locator('#script > ul > li').count()).toBe(3);
    await page.locator('summary', {hasText: '3 later'}).click();
    await page.getByRole('button', {name: /^Deliver: I7/}).waitFor();

    await page.setViewportSize({width: 390, height: 844});
    await page.getByRole('navigation').getByRole('link', {name: 'People'}).click();
    await expect.poll(async () => (await page.locator('#people').boundingBox())?.y).toBeLessThan(200);
    const top = await page.locator('header.top').boundingBox();
    expect((await page.locator('#people h2').boundingBox())?.y).toBeGreaterThanOrEqual(
      (top?.y ?? 0) + (top?.height ?? 0),
    );
  });

  test('a facilitator starts, steers and ends; join links are shown when they are asked for', async () => {
    const server = await liveServer({page: 'dist/web'});
    await machines(server);
    const {page, wrong} = await joined(server, 'facilitator', 'Lead');
    await page.getByText('nobody is there yet for commander, responder').waitFor();
    expect(await page.content()).not.toContain(server.roster.codeOf('responder').reveal());
    await page.locator('summary', {hasText: 'Join links'}).click();
    await page.locator('summary', {hasText: /^responder$/}).click();
    await page.getByText(linkOf(server, 'responder')).waitFor();

    await page.getByRole('button', {name: 'Start all the same'}).click();
    await page.getByRole('button', {name: 'Pause'}).waitFor();
    await page
      .getByText(/^in [89]:\d\d$/)
      .first()
      .waitFor();
    // What has no time of its own stands behind what is due.
    await page.locator('summary', {hasText: /later$/}).click();
    await page.getByRole('button', {name: /^Deliver: I4/}).click();
    await expect.poll(() => server.of('inject.delivered').map(({inject}) => inject)).toEqual(['I1', 'I4']);
    await page.getByRole('button', {name: /^Hold 5 min: I6/}).click();
    await page.getByText('held back').waitFor();
    await page.getByRole('button', {name: 'Pause'}).click();
    await page.getByRole('button', {name: 'Go on'}).waitFor();
    await page.getByText('End the drill').first().click();
    await page.getByRole('button', {name: 'End the drill'}).click();
    await page.getByText('Close the room').first().waitFor();
    await page.getByRole('heading', {name: 'Hot wash'}).waitFor();
    await page.getByRole('group', {name: 'We worked together well.'}).getByLabel('4').check();
    await page.locator('form', {hasText: 'not at all'}).getByRole('button', {name: 'Send'}).click();
    await page.getByText('Thank you.').waitFor();
    expect(server.of('survey.answered')).toMatchObject([{question: 'We worked together well.', score: 4}]);
    expect(wrong).toEqual([]);
  });

  test('an observer rates and writes down; a board shows how far the team is; German is there', async () => {
    const server = await begun();
    const {page: watcher} = await joined(server, 'observer', 'Olga');
    await watcher.getByRole('button', {name: /^O1.1: S/}).click();
    await watcher.getByRole('button', {name: /^O1.1: S/, pressed: true}).waitFor();
    await watcher.getByRole('textbox', {name: 'What you saw'}).fill('they asked each other');
    await watcher.getByLabel('About').selectOption({label: 'O1.1 Revoke it'});
    await watcher.getByRole('button', {name: 'Write down'}).click();
    await watcher.getByText('they asked each other', {exact: true}).waitFor();
    expect(server.of('observation.made')).toMatchObject([
      {objective: 'O1', task: 'O1.1', rating: 'S'},
      {objective: 'O1', task: 'O1.1', text: 'they asked each other'},
    ]);
    const {page: board} = await joined(server, 'board', 'Room 1', '?lang=de');
    expect(await board.locator('.drill').textContent()).toBe('ÜBUNG');
    const tiles = () => board.locator('.tiles').textContent();
    await expect.poll(tiles).toBe('Personen2Alarme1Quittiert0Vorfallkeiner ausgerufen');
    const res = server.join('responder', 'res1');
    await server.does(res, 'acknowledge', {alert: 'A1'});
    await server.does(res, 'declare', {severity: 'high', summary: 'Secrets are read'});
    await expect.poll(tiles).toContain('INC-1, hoch');
    expect(await board.locator('button').count()).toBe(0);
  });

  test.each(['join', 'responder', 'commander', 'facilitator', 'observer', 'board'])(
    'WCAG 2.2 AA: axe finds nothing on the screen of %s, light and dark, wide and narrow',
    async role => {
      const server = await begun();
      await responding(server, 'secrets-listed');
      const res = server.join('responder', 'res1');
      await server.does(res, 'acknowledge', {alert: 'A1'});
      await attacked(server, 'cluster-admin-bound', 'A2');
      await server.does(server.lead, 'deliver', {inject: 'I4'});
      await server.pass(6 * MINUTE);
      await server.does(res, 'note', {text: 'a note'});
      await server.does(res, 'state', {what: 'aware'});
      const {page, wrong} = role === 'join' ? await open() : await joined(server, role, 'Zoë');
      if (role === 'join') {
        onTestFinished(() => page.context().close());
        await page.goto(server.url);
        await page.locator('input[name=name]').waitFor();
      }
      if (role === 'facilitator' || role === 'observer') await page.getByText('1 of 2 checks hold').waitFor();
      // What is closed is looked at as well.
      await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
      await page.evaluate(AXE);
      for (const colorScheme of ['light', 'dark'] as const) {
        for (const width of [1280, 390]) {
          await page.emulateMedia({colorScheme, reducedMotion: 'reduce'});
          await page.setViewportSize({width, height: 900});
          expect(await violations(page), `${role}, ${colorScheme}, ${width} px`).toEqual([]);
          expect(await page.evaluate('document.documentElement.scrollWidth'), `${role}, ${width} px`).toBe(width);
        }
      }
      expect(wrong).toEqual([]);
    },
  );
});

/** What axe finds, by rule and place. */
async function violations(page: Page): Promise<string[]> {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const found = (await page.evaluate(`axe.run({runOnly: {type: 'tag', values: ${JSON.stringify(tags)}}})`)) as {
    violations: {id: string; help: string; nodes: {html: string}[]}[];
  };
  return found.violations.flatMap(({id, help, nodes}) =>
    nodes.map(({html}) => `${id}: ${help}: ${html.slice(0, 160)}`),
  );
}
