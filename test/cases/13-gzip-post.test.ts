import {brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync} from 'node:zlib';
import {describe, expect, test} from 'vitest';
import {execDrill, type Posted} from '../helpers/exec-alert.js';

type Packing = (json: string) => Posted;

/** How senders pack one alert or two, by name. */
const READ: [string, Packing][] = [
  ['gzip', json => ({body: gzipSync(json), headers: {'Content-Encoding': 'gzip'}})],
  ['deflate', json => ({body: deflateSync(json), headers: {'Content-Encoding': 'deflate'}})],
  ['deflate without its header', json => ({body: deflateRawSync(json), headers: {'Content-Encoding': 'deflate'}})],
  ['br', json => ({body: brotliCompressSync(json), headers: {'Content-Encoding': 'br'}})],
  ['zstd', json => ({body: zstdCompressSync(json), headers: {'Content-Encoding': 'zstd'}})],
  ['ndjson', json => ({body: `${json}\n${json}\n`})],
  ['bom', json => ({body: `\uFEFF${json}`})],
  ['list', json => ({body: `[${json}]`})],
  [
    'form',
    json => ({
      body: `payload=${encodeURIComponent(json)}`,
      headers: {'Content-Type': 'application/x-www-form-urlencoded'},
    }),
  ],
];

const REFUSED: [string, number, Packing][] = [
  ['compress', 415, json => ({body: json, headers: {'Content-Encoding': 'compress'}})],
  [
    'gzip that is cut off',
    400,
    json => ({body: gzipSync(json).subarray(0, 40), headers: {'Content-Encoding': 'gzip'}}),
  ],
  ['ndjson with a broken line', 400, json => ({body: `${json}\n${json.slice(0, 30)}\n`})],
  ['msgpack', 415, () => ({body: Buffer.from([0x81, 0xa1]), headers: {'Content-Type': 'application/msgpack'}})],
];

describe('13-gzip-post', () => {
  test.each(READ)('%s is read: detected', async (_name, packing) => {
    const {judged, statuses} = await execDrill(alert => packing(JSON.stringify(alert)));
    expect(judged).toMatchObject({verdict: 'detected'});
    expect(new Set(statuses)).toEqual(new Set([200]));
  });

  test.each(REFUSED)('%s is answered %s: inconclusive, never missed', async (_name, status, packing) => {
    const {judged, statuses} = await execDrill(alert => packing(JSON.stringify(alert)));
    expect(judged).toMatchObject({
      verdict: 'inconclusive',
      link: {cause: expect.stringContaining('a body was not taken')},
    });
    expect(new Set(statuses)).toEqual(new Set([status]));
  });
});
