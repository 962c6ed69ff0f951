import type {Page} from 'playwright-core';
import {describe, expect, onTestFinished, test} from 'vitest';
import {BROWSER, withBrowser} from '../helpers/browser.js';
import {faultsOf} from '../helpers/page.js';
import {workshop} from '../helpers/workshop.js';

const open = withBrowser('the page of workshops in a browser (test/web/workshop.deep.test.ts)');
const [PHONE, LAPTOP] = [
  {width: 390, height: 844},
  {width: 1280, height: 900},
];

const DRILL = `
title: Night of the bindings
description: An attacker binds roles.
scenarios: [cluster-admin-bound]
questions: [{id: Q1, text: Who did it?, answer: {match: "{{ user:cluster-admin-bound }}"}, points: 20}]
levels:
  - {id: L1, title: See it, tasks: [{acknowledged: cluster-admin-bound}, {answered: Q1}]}
  - {id: L2, title: Stop it, tasks: [{contained: cluster-admin-bound}]}
`;

/** Somebody who has joined in a browser of their own. */
async function joined(url: string, name: string, viewport: typeof PHONE): Promise<Page> {
  const {page, wrong} = await open({viewport});
  await page.clock.install();
  onTestFinished(async () => {
    expect(wrong).toEqual([]);
    await page.context().close();
  });
  await page.goto(url);
  await page.getByLabel('Your name').fill(name);
  await page.keyboard.press('Enter');
  await page.locator('header.top').waitFor();
  return page;
}

describe.skipIf(!BROWSER)('in browsers', () => {
  test('a class: a student solves tasks on a phone with the shell of the page, and the trainer sees who calls', async () => {
    const room = await workshop(DRILL, ['--names', 'red,blue']);
    const link = (who: string) => `${room.url}/#j=${room.codes.get(who)}`;
    const trainer = await joined(link('trainer'), 'Tina', LAPTOP);
    const board = await joined(link('board'), 'Board', LAPTOP);
    const student = await joined(link('red'), 'Ada', PHONE);
    await student.getByText('The first level opens when the trainer starts').waitFor();
    await trainer.getByRole('button', {name: 'Start the workshop'}).click();

    await student.getByRole('button', {name: 'Acknowledge A1'}).click();
    await student.getByText(/solved at/).waitFor();
    await board.getByRole('listitem').filter({hasText: 'red'}).getByText('10', {exact: true}).waitFor();

    await student.getByLabel('Command').fill('get ns');
    await student.keyboard.press('Enter');
    await student.getByRole('log').getByText('kube-system').waitFor();
    await student.getByLabel('Command').fill('k delete pod nope');
    await student.keyboard.press('Enter');
    await student.getByRole('log').getByText('Error from server (NotFound): pods "nope" not found').waitFor();
    await student.getByLabel('Command').press('ArrowUp');
    expect(await student.getByLabel('Command').inputValue()).toBe('k delete pod nope');

    await student.getByRole('button', {name: 'Call the trainer'}).click();
    const team = trainer.getByRole('listitem').filter({hasText: 'red'});
    await team.getByText(/calls since/).waitFor();
    await team.locator('summary').first().click();
    await team.getByRole('button', {name: /I was there/}).click();
    await student.getByRole('button', {name: 'Call the trainer'}).waitFor();
    await trainer.getByRole('button', {name: 'Freeze the board'}).click();
    await board.getByText('FROZEN').waitFor();
    const still = await board.content();
    await team.getByRole('button', {name: /next level/}).click();
    await student.getByText('Stop the attacker').waitFor();
    await trainer.getByRole('row', {name: /red/}).getByText('solved after').first().waitFor();
    const clock = await trainer.locator('.clock b').textContent();
    for (const page of [trainer, board]) await page.clock.runFor(5000);
    expect(await trainer.locator('.clock b').textContent()).not.toBe(clock);
    await trainer.getByText('FROZEN').waitFor();
    expect(await board.content()).toBe(still);

    for (const page of [trainer, board, student]) {
      expect(await faultsOf(page)).toEqual([]);
      await page.setViewportSize(page === student ? LAPTOP : PHONE);
      expect(await faultsOf(page)).toEqual([]);
    }
  });
});
