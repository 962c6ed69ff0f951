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
  [
    'CloudEvents, structured',
    json => ({
      body: `{"specversion":"1.0","type":"falco.alert","source":"urn:falco","id":"1","data":${json}}`,
      headers: {'Content-Type': 'application/cloudevents+json; charset=utf-8'},
    }),
  ],
  [
    'CloudEvents, a batch with data in Base64',
    json => ({
      body: JSON.stringify([
        {specversion: '1.0', type: 't', source: 's', id: '1', data_base64: Buffer.from(json).toString('base64')},
      ]),
      headers: {'Content-Type': 'application/cloudevents-batch+json'},
    }),
  ],
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
  ['nothing', 400, () => ({body: ''})],
  ['null', 400, () => ({body: 'null'})],
  ['an object without a rule', 400, () => ({body: '{"x":1}'})],
  ['a list of which one is no alert', 400, () => ({body: '[{"x":1}]'})],
  ['a CloudEvent about something else', 400, () => ({body: '{"specversion":"1.0","id":"1","data":{"x":1}}'})],
  ['a CloudEvent without data', 400, () => ({body: '{"specversion":"1.0","id":"1"}'})],
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
    const {judged, statuses} = await execDrill(alert => packing(JSON.stringify(alert)), 500);
    expect(judged).toMatchObject({
      verdict: 'inconclusive',
      link: {cause: expect.stringContaining('a body was not taken')},
    });
    expect(new Set(statuses)).toEqual(new Set([status]));
  });
});
