import type {Page} from 'playwright-core';
import {describe, expect, onTestFinished, test} from 'vitest';
import {BROWSER, withBrowser} from '../helpers/browser.js';
import {BARE} from '../helpers/cli.js';
import {liveDrill} from '../helpers/live-drill.js';
import {faultsOf, pressOn, tabTo, typeInto} from '../helpers/page.js';
import {EVENING} from '../helpers/tabletop.js';

const open = withBrowser('the page of tabletops in a browser (test/web/tabletop.deep.test.ts)');
const SIZES = {
  laptop: {width: 1280, height: 900},
  phone: {width: 390, height: 844},
};

/** Somebody who joins in a browser of their own, without a mouse. */
async function joined(link: string, name: string, viewport: (typeof SIZES)['phone']): Promise<Page> {
  const {page, wrong} = await open({viewport});
  onTestFinished(async () => {
    expect(wrong).toEqual([]);
    await page.context().close();
  });
  await page.goto(link);
  await typeInto(page, page.getByLabel('Your name'), name);
  expect(await faultsOf(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await page.locator('header.top').waitFor();
  return page;
}

/** A table with its facilitator, who has read out the first story. */
async function begun(flags: readonly string[] = []) {
  const live = await liveDrill(EVENING, flags, BARE, {timeout: 100_000, command: 'tabletop'});
  const lead = await live.enters('facilitator', 'Lead');
  await live.asks(lead, 'start', {anyway: true});
  await live.asks(lead, 'next');
  return {...live, lead, link: (role: string) => `${live.url}/#j=${live.codes.get(role)}`};
}

describe.skipIf(!BROWSER)('around a table in a browser', () => {
  test.each(Object.entries(SIZES))(
    'by keyboard alone on a %s: join, look, read a card, act, pick; axe finds nothing',
    async (_, viewport) => {
      const table = await begun();
      const page = await joined(table.link('responder'), 'Ada', viewport);
      await page.getByText('Nobody has found anything yet.').first().waitFor();
      expect(await faultsOf(page)).toEqual([]);

      await pressOn(page, page.getByRole('button', {name: 'nodes', exact: true}));
      await page.getByText('1 look in vain').waitFor();
      await pressOn(page, page.getByRole('button', {name: 'audit log', exact: true}));
      const card = page.locator('details.evidence').filter({hasText: 'Audit log: list secrets'});
      await card.locator('pre').getByText('system:serviceaccount:').waitFor();
      await card.getByText('recorded on kind, Kubernetes').waitFor();
      await pressOn(page, page.getByRole('button', {name: 'alerts', exact: true}));
      await page.locator('details.evidence').filter({hasText: 'Alert: Secrets enumerated'}).locator('pre').waitFor();
      await pressOn(page, page.getByRole('button', {name: 'Acknowledge A1'}));
      // A card that is folded is opened by keyboard as well.
      await pressOn(page, card.locator('summary'));
      await card.locator('pre').waitFor();
      expect(await faultsOf(page)).toEqual([]);

      const deeds = page.locator('#deeds');
      await tabTo(page, deeds.getByLabel('What do you do?'));
      await page.keyboard.type('delete');
      await typeInto(page, deeds.getByLabel('To what?'), 'serviceaccount not-it');
      await page.keyboard.press('Enter');
      await deeds.getByText('delete serviceaccount not-it').waitFor();
      await deeds.getByText('Nothing holds that did not before.').waitFor();
      await tabTo(page, deeds.getByLabel('Procedure'));
      await page.keyboard.type('Secrets that were read');
      await pressOn(page, deeds.getByRole('button', {name: 'Pick it'}));
      await deeds.getByText('secret-exposure: it was written for this').waitFor();
      expect(await faultsOf(page)).toEqual([]);
      expect(table.of('action.taken')).toMatchObject([{what: 'delete', on: 'serviceaccount not-it', held: []}]);
      expect(table.of('procedure.picked')).toMatchObject([{procedure: 'secret-exposure', written: true}]);
      // What the attack is called, and what contains it, is nowhere on the page of those who respond.
      const text = await page.content();
      for (const word of ['secrets-listed', 'may not get secrets', 'names something else'])
        expect(text).not.toContain(word);
      await table.asks(table.lead, 'end');
      await page
        .getByText(/over|ended/i)
        .first()
        .waitFor();
      expect(await faultsOf(page)).toEqual([]);
    },
    90_000,
  );

  test.each(Object.entries(SIZES))(
    'a commander decides by keyboard alone on a %s, and says why',
    async (_, viewport) => {
      const table = await begun();
      const page = await joined(table.link('commander'), 'Grace', viewport);
      await table.asks(table.lead, 'deliver', {inject: 'I3'});
      const card = page.locator('#questions');
      await card.getByText('Freeze or watch?').waitFor();
      await tabTo(page, card.getByRole('radio').first());
      await page.keyboard.press('Space');
      await typeInto(page, card.getByLabel(/Why|Rationale/), 'it is safer');
      expect(await faultsOf(page)).toEqual([]);
      await pressOn(page, card.getByRole('button', {name: /Decide/}));
      await expect.poll(() => table.of('decision.made').length).toBe(1);
      expect(table.of('decision.made')).toMatchObject([{choice: 'freeze', rationale: 'it is safer'}]);
      await page.getByText('The shop is closed now.').count();
      expect(await faultsOf(page)).toEqual([]);
    },
    90_000,
  );
});
