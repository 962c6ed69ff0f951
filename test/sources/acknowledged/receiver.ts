import {readFileSync} from 'node:fs';
import {expect, onTestFinished} from 'vitest';
import type {Clock} from '../../../src/lib/clock.js';
import type {SOURCE_TYPES} from '../../../src/sources/registry.js';
import type {Investigation} from '../../../src/sources/source.js';
import {eventually} from '../../helpers/eventually.js';
import {post} from '../../helpers/post.js';
import {interestIn, never, openSource} from '../../helpers/source.js';

/** The audit id of a request of this run. */
export const OURS = '6b0bf624-0000-4000-8000-000000000001';
/** The token of a scenario under way. */
export const TOKEN = 'kd-0a1b2c';
/** Signs what products post in these tests. */
export const SECRET = 'correct horse battery staple';

/** A post in its documented form, for a test to change. */
export const fixture = <T = Record<string, unknown>>(name: string): T =>
  JSON.parse(readFileSync(`test/fixtures/acknowledged/${name}.json`, 'utf8')) as T;

/** A source of acknowledgements that listens, and what it has to say. */
export async function receiving(
  type: keyof typeof SOURCE_TYPES,
  {clock, ...settings}: {clock?: Clock; [key: string]: unknown} = {},
) {
  const opened = openSource(
    {type, listen: {port: 0}, ...settings},
    {env: {HOOK_SECRET: SECRET}, ...(clock && {clock})},
  );
  await opened.start(interestIn([OURS], [TOKEN]));
  const check = async () => await opened.source.check?.(never);
  const url = /http:[^,; ]+/.exec((await check())?.detail ?? '')?.[0] ?? '';
  /** Posts a document and waits until it was worked on. */
  const send = async (body: unknown, headers: Readonly<Record<string, string>> = {}) => {
    const answer = await post(url, body, headers);
    await new Promise(resolve => setImmediate(resolve));
    return answer;
  };
  onTestFinished(() => {
    // Whatever a test is about: what a source keeps and says holds no secret.
    expect(JSON.stringify([opened.signals])).not.toContain(SECRET);
  });
  return {
    ...opened,
    ...{url, send, check},
    investigate: async () => await opened.source.investigate?.({} as Investigation, never),
    /** What it has told, once it is this many. */
    told: async (count: number) => {
      await eventually(() => expect(opened.signals).toHaveLength(count));
      return opened.signals;
    },
  };
}
