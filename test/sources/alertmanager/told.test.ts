import {describe, expect, test} from 'vitest';
import {readConfig} from '../../../src/sources/alertmanager/config.js';
import {isWithin} from '../../../src/sources/alertmanager/intervals.js';
import {matcherOf} from '../../../src/sources/alertmanager/matchers.js';
import {routesFor, untold} from '../../../src/sources/alertmanager/told.js';

const CONFIG = `
route:
  receiver: people
  group_wait: 30s
  routes:
    - {matchers: ['team="lab"'], receiver: nobody}
    - {matchers: ['severity=~"low|info"'], receiver: people, mute_time_intervals: [nights]}
    - {match: {team: sec}, receiver: pager, continue: true, active_time_intervals: [office]}
    - {match_re: {team: 's.c'}, receiver: nobody}
receivers:
  - name: people
    webhook_configs: [{url: <secret>}]
  - name: pager
    pagerduty_configs: [{service_key: <secret>}]
    email_configs: []
  - name: nobody
time_intervals:
  - name: nights
    time_intervals: [{times: [{start_time: "22:00", end_time: "24:00"}, {start_time: "00:00", end_time: "06:00"}]}]
  - name: office
    time_intervals: [{weekdays: ['monday:friday'], times: [{start_time: "09:00", end_time: "17:00"}], location: Europe/Berlin}]
`;
const config = readConfig(CONFIG);
if (!config) throw new Error('the configuration cannot be read');
/** A Sunday. */
const NIGHT = new Date('2026-11-29T23:00:00Z');
const MONDAY = new Date('2026-11-30T10:00:00Z');

describe('the routes of an alert', () => {
  test.each([
    ['none of those below: the root', {severity: 'high'}, ['people']],
    ['the first that matches', {team: 'lab', severity: 'low'}, ['nobody']],
    ['the next as well, where one continues', {team: 'sec'}, ['pager', 'nobody']],
  ])('%s', (_name, labels, receivers) => {
    expect(routesFor(config.root, labels).map(r => r.receiver)).toEqual(receivers);
  });
});

describe('whether anybody is told', () => {
  test.each<[string, Record<string, string>, Date, string | undefined]>([
    ['by a receiver with an integration', {severity: 'high'}, NIGHT, undefined],
    [
      'not by one without any',
      {team: 'lab'},
      MONDAY,
      'its route leads to the receiver nobody, which has no integration',
    ],
    ['not at night', {severity: 'low'}, NIGHT, 'muted for people by the time interval nights'],
    ['by day', {severity: 'low'}, MONDAY, undefined],
    [
      'not on a Sunday, by any route',
      {team: 'sec'},
      NIGHT,
      'muted for pager outside of the time interval office; its route leads to the receiver nobody, which has no integration',
    ],
    ['by one of two routes', {team: 'sec'}, MONDAY, undefined],
    [
      'when its group is flushed, not when it comes',
      {severity: 'info'},
      new Date('2026-11-30T21:59:45Z'),
      'muted for people by the time interval nights',
    ],
  ])('%s', (_name, labels, at, reason) => {
    expect(untold(config, labels, at)?.reason).toBe(reason);
  });

  test('where people watch Alertmanager itself, a receiver without integrations counts', () => {
    expect(untold(config, {team: 'lab'}, MONDAY, ['nobody'])).toBeUndefined();
  });

  test('each cause has its own change', () => {
    expect(untold(config, {severity: 'low'}, NIGHT)?.change).toBe(
      'narrow the time interval nights, or take it from mute_time_intervals of this route; or drill outside of it',
    );
    expect(untold(config, {team: 'lab'}, MONDAY)?.change).toMatch(/^give nobody an integration/);
  });
});

describe('matchers', () => {
  test.each<[string[], Record<string, string>, boolean]>([
    [['severity="high"'], {severity: 'high'}, true],
    [['severity = high'], {severity: 'high'}, true],
    [['severity!="high"'], {}, true],
    [['severity=~"hi"'], {severity: 'high'}, false],
    [['severity=~"hi.*"'], {severity: 'high'}, true],
    [['severity!~"hi.*"'], {severity: 'high'}, false],
    [['{a="1", b!="2"}'], {a: '1'}, true],
    [['{a="1", b!="2"}'], {a: '1', b: '2'}, false],
    [['a="x,y"'], {a: 'x,y'}, true],
    [['"with space"="\\"x\\""'], {'with space': '"x"'}, true],
    [['a=""'], {}, true],
    [['a="1"', 'b="2"'], {a: '1', b: '3'}, false],
  ])('%j of %j: %s', (matchers, labels, matches) => {
    expect(matcherOf({matchers})(labels)).toBe(matches);
  });

  test('what cannot be read is not guessed at: nothing is said of routes', () => {
    expect(readConfig('route: {receiver: x, routes: [{matchers: ["!!"]}]}')).toBeUndefined();
  });
});

describe('a time interval in the time zone of the server, which nobody knows', () => {
  const local = (interval: string, keys: string) =>
    readConfig(
      `route: {receiver: people, group_wait: 0s, ${keys}}\nreceivers: [{name: people, webhook_configs: [{url: x}]}]\ntime_intervals: [{name: it, time_intervals: [${interval}]}]`,
    );
  const OFFICE = '{times: [{start_time: "09:00", end_time: "17:00"}], location: Local}';
  const MUTES = 'mute_time_intervals: [it]';
  const ACTIVE = 'active_time_intervals: [it]';
  const DEPENDS =
    "whether it is muted for people depends on the time zone of Alertmanager's server, which it does not report (location: Local of the time interval it)";

  test.each<[string, string, string, string | undefined, true | undefined]>([
    ['mutes by the hour: not known', OFFICE, MUTES, DEPENDS, true],
    ['is active by the hour: not known', OFFICE, ACTIVE, DEPENDS, true],
    [
      'names a month that it is everywhere',
      '{months: [november], location: Local}',
      MUTES,
      'muted for people by the time interval it',
      undefined,
    ],
    ['names a month that it is nowhere', '{months: [june], location: Local}', MUTES, undefined, undefined],
    [
      'is active in a month that it is nowhere',
      '{months: [june], location: Local}',
      ACTIVE,
      'muted for people outside of the time interval it',
      undefined,
    ],
    [
      'names a zone beside: known',
      `${OFFICE}, {months: [november]}`,
      MUTES,
      'muted for people by the time interval it',
      undefined,
    ],
  ])('%s', (_name, interval, keys, reason, unsure) => {
    const known = local(interval, keys);
    if (!known) throw new Error('the configuration cannot be read');
    const found = untold(known, {}, new Date('2026-11-15T12:00:00Z'));
    expect([found?.reason, found?.unsure]).toEqual([reason, unsure]);
  });
});

describe('time intervals', () => {
  // A Monday, the last of November.
  const at = new Date('2026-11-30T22:30:00Z');
  test.each<[string, Parameters<typeof isWithin>[0][number], boolean]>([
    ['nothing said: always', {}, true],
    ['up to its end', {times: [{start_time: '22:00', end_time: '22:30'}]}, false],
    ['from its start', {times: [{start_time: '22:30', end_time: '24:00'}]}, true],
    [
      'another place: there it is Monday, half past eleven',
      {weekdays: ['monday'], times: [{start_time: '23:00', end_time: '24:00'}], location: 'Europe/Berlin'},
      true,
    ],
    ['another place: there it is Tuesday', {weekdays: ['monday'], location: 'Asia/Tokyo'}, false],
    ['the last day of the month', {days_of_month: ['-1']}, true],
    ['the first three days', {days_of_month: ['1:3']}, false],
    ['the last week', {days_of_month: ['-7:-1']}, true],
    ['months by name', {months: ['october:december']}, true],
    ['months by number', {months: ['1:3']}, false],
    ['years', {years: ['2026:2027']}, true],
    ['all fields must hold', {weekdays: ['monday'], months: ['december']}, false],
  ])('%s', (_name, interval, inside) => {
    expect(isWithin([interval], at)).toBe(inside);
  });
});
