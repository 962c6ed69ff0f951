import {readdirSync, readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {parse} from 'yaml';
import {loopback} from '../helpers/loopback.js';
import {recordedEvents} from '../helpers/recorded.js';
import {bulk, withTemplate} from './efk-store.js';
import {elastAlert} from './elastalert2.js';

/** The rules of the stack, on an index of the test's own, with somebody to tell. */
const shipped = (index: string, url: string) =>
  readdirSync('stacks/efk/elastalert2').map(file => ({
    ...(parse(readFileSync(`stacks/efk/elastalert2/${file}`, 'utf8')) as Record<string, unknown>),
    ...{index, alert: ['post2'], http_post2_url: url},
  }));

test('a real ElastAlert2 loads the rules of the stack, runs each, and alerts by those that recorded attacks set off', async () => {
  const index = await withTemplate('audit-template.json');
  const people = await loopback(() => ({body: {}}));
  const now = new Date().toISOString();
  const documents = recordedEvents().map((event, i) => ({id: String(i), source: {...event, '@timestamp': now}}));
  expect(await bulk(index, documents)).toEqual([]);
  const rules = shipped(index, people.url);
  const {ran} = await elastAlert(rules);
  for (const {name} of rules as {name?: string}[]) await ran(String(name));
  await expect.poll(() => people.received.length, {timeout: 60_000}).toBeGreaterThan(10);
});
