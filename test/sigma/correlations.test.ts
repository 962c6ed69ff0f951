import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../src/audit/event.js';
import {createRuleEngine, type RuleMatch} from '../../src/sigma/engine.js';
import {auditEvent, rulesOf, ruleText} from '../helpers/rules.js';

const BASES = ['get', 'list', 'delete'].map(verb =>
  ruleText(`  s: {verb: ${verb}}\n  condition: s`, `name: ${verb}\n`),
);

/** A file with rules for single verbs, and a correlation over them. */
const correlation = (body: string, head = 'name: sum\n') =>
  [...BASES, `title: Sum\n${head}correlation:\n${body.replace(/^/gm, '  ')}\n`].join('---\n');

let count = 0;
const START = Date.parse('2026-11-23T13:00:00Z');

/** An event so many seconds after the start; its request is a new one unless an id is given. */
function at(seconds: number, verb: string, parts: Record<string, unknown> = {}): AuditEvent {
  const time = new Date(START + seconds * 1000).toISOString();
  const auditID = `id-${++count}`;
  return auditEvent({auditID, verb, requestReceivedTimestamp: time, stageTimestamp: time, ...parts});
}

function play(text: string, events: readonly AuditEvent[]): RuleMatch[] {
  const engine = createRuleEngine(rulesOf(text));
  return events.flatMap(event => engine.push(event));
}

const times = (n: number, make: (i: number) => AuditEvent) => Array.from({length: n}, (_, i) => make(i));
const user = (username: string) => ({user: {username}});

describe('event_count', () => {
  const ten = correlation('type: event_count\nrules: get\ngroup-by: user.username\ntimespan: 1m\ncondition: {gte: 3}');

  test('matches with the event that completes the number, and names those that contributed', () => {
    const events = times(3, i => at(i, 'get'));
    const matches = play(ten, events);
    expect(matches).toHaveLength(1);
    expect(matches[0]).toMatchObject({rule: {id: 'sum'}, group: {'user.username': 'alice'}, event: events[2], events});
  });

  test('goes on matching while it holds', () => {
    expect(
      play(
        ten,
        times(5, i => at(i, 'get')),
      ),
    ).toHaveLength(3);
  });

  test('counts groups apart', () => {
    const events = times(4, i => at(i, 'get', user(i % 2 ? 'alice' : 'bob')));
    expect(play(ten, events)).toEqual([]);
  });

  test('does not count what is older than the timespan', () => {
    expect(play(ten, [at(0, 'get'), at(1, 'get'), at(61.5, 'get')])).toEqual([]);
    expect(play(ten, [at(0, 'get'), at(1, 'get'), at(60, 'get')])).toHaveLength(1);
  });

  test('does not count what other rules match', () => {
    expect(play(ten, [at(0, 'get'), at(1, 'watch'), at(2, 'get')])).toEqual([]);
  });

  test('counts a request once, although it has an event for each of two stages', () => {
    const twice = times(2, i => at(i, 'get')).flatMap(event => [{...event, stage: 'ResponseStarted' as const}, event]);
    expect(play(ten, twice)).toEqual([]);
  });

  test('counts requests that were given the same audit id', () => {
    const events = times(3, i => at(i, 'get', {auditID: 'chosen by the client'}));
    expect(play(ten, events)).toHaveLength(1);
  });

  test('counts an event once that several of its rules match', () => {
    const both = ruleText('  s: {objectRef.resource: pods}\n  condition: s', 'name: pods\n');
    const text = `${both}---\n${correlation('type: event_count\nrules: [get, pods]\ntimespan: 1m\ncondition: {gte: 3}')}`;
    expect(
      play(
        text,
        times(2, i => at(i, 'get')),
      ),
    ).toEqual([]);
  });

  test('without group-by all events are one group', () => {
    const text = correlation('type: event_count\nrules: [get]\ntimespan: 1m\ncondition: {gte: 2}');
    expect(play(text, [at(0, 'get', user('alice')), at(1, 'get', user('bob'))])).toHaveLength(1);
  });

  test('an absent field is a group of its own', () => {
    const events = times(3, i => at(i, 'get', {user: {}}));
    expect(play(ten, events)[0]?.group).toEqual({'user.username': ''});
  });

  test.each([
    ['gt: 2', 3],
    ['gte: 2', 2],
    ['lt: 2', 1],
    ['lte: 2', 1],
    ['eq: 2', 2],
    ['neq: 1', 2],
  ])('%s first holds at event %d', (condition, first) => {
    const text = correlation(`type: event_count\nrules: get\ntimespan: 1m\ncondition: {${condition}}`);
    const engine = createRuleEngine(rulesOf(text));
    expect(times(4, i => at(i, 'get')).findIndex(event => engine.push(event).length) + 1).toBe(first);
  });

  test('two comparisons make a range', () => {
    const text = correlation('type: event_count\nrules: get\ntimespan: 1m\ncondition: {gt: 1, lte: 3}');
    expect(
      play(
        text,
        times(6, i => at(i, 'get')),
      ),
    ).toHaveLength(2);
  });

  test('hands on the newest hundred of those that contributed', () => {
    const text = correlation('type: event_count\nrules: get\ntimespan: 1h\ncondition: {gte: 105}');
    const events = times(106, i => at(i, 'get'));
    const handedOn = play(text, events).map(m => m.events);
    expect(handedOn).toEqual([events.slice(5, 105), events.slice(6)]);
  });

  test('an event whose time cannot be read counts as the newest', () => {
    const text = correlation('type: event_count\nrules: get\ntimespan: 10s\ncondition: {gte: 2}');
    expect(play(text, [at(0, 'get'), at(20, 'get'), at(0, 'get', {stageTimestamp: 'soon'})])).toHaveLength(1);
    expect(play(text, [at(0, 'get', {stageTimestamp: 'soon'}), at(20, 'get')])).toEqual([]);
  });

  test('a number beyond ten thousand can be reached', () => {
    const text = correlation('type: event_count\nrules: get\ntimespan: 1h\ncondition: {gte: 12000}');
    expect(
      play(
        text,
        times(12_000, i => at(i / 100, 'get')),
      ),
    ).toHaveLength(1);
  });
});

describe('events that come out of order', () => {
  const three = correlation('type: event_count\nrules: get\ntimespan: 10s\ncondition: {gte: 3}');

  test('count by their own time, whatever the order of arrival', () => {
    for (const order of [
      [0, 4, 8],
      [8, 4, 0],
      [4, 0, 8],
      [8, 0, 4],
    ]) {
      expect(
        play(
          three,
          order.map(s => at(s, 'get')),
        ),
      ).toHaveLength(1);
    }
  });

  test('complete a window that later events have left already', () => {
    const matches = play(three, [at(0, 'get'), at(5, 'get'), at(40, 'get'), at(6, 'get')]);
    expect(matches).toHaveLength(1);
    expect(matches[0]?.events.map(e => e.stageTimestamp.slice(17, 19))).toEqual(['00', '05', '06']);
  });

  test('do not count when they come later than a minute after the timespan', () => {
    expect(play(three, [at(0, 'get'), at(5, 'get'), at(200, 'get'), at(6, 'get')])).toEqual([]);
  });

  test('leave no trace in the windows that follow', () => {
    const late = [at(0, 'get'), at(30, 'get'), at(31, 'get'), at(5, 'get'), at(29, 'get'), at(32, 'get')];
    expect(play(three, late).map(m => m.event)).toEqual([late[4], late[5]]);
  });

  test('leave no value behind in the windows that follow, and take none out of them', () => {
    const rules = 'rules: [get, list, delete]\ntimespan: 10s';
    const all = correlation(`type: temporal\n${rules}\ncondition: {gte: 3}`);
    const verbs = [
      ...([
        [12, 'get'],
        [5, 'get'],
        [6, 'delete'],
        [15, 'get'],
        [8, 'delete'],
        [21, 'list'],
        [6, 'get'],
      ] as const),
      ...([[22, 'get']] as const),
    ];
    expect(
      play(
        all,
        verbs.map(([seconds, verb]) => at(seconds, verb)),
      ),
    ).toEqual([]);
  });
});

describe('value_count', () => {
  const three = correlation('type: value_count\nrules: get\ntimespan: 1m\ncondition: {field: objectRef.name, gte: 3}');
  const named = (seconds: number, name?: string) => at(seconds, 'get', {objectRef: {resource: 'pods', name}});

  test('counts different values', () => {
    expect(
      play(
        three,
        ['a', 'b', 'a', 'b'].map((name, i) => named(i, name)),
      ),
    ).toEqual([]);
    expect(
      play(
        three,
        ['a', 'b', 'a', 'c'].map((name, i) => named(i, name)),
      ),
    ).toHaveLength(1);
  });

  test('does not count events without the field', () => {
    expect(play(three, [named(0, 'a'), named(1), named(2, 'b')])).toEqual([]);
  });

  test('forgets values that have left the window', () => {
    expect(play(three, [named(0, 'a'), named(50, 'b'), named(70, 'c')])).toEqual([]);
  });

  test('a list is one value: its elements together', () => {
    const text = correlation('type: value_count\nrules: get\ntimespan: 1m\ncondition: {field: sourceIPs, gte: 2}');
    const from = (seconds: number, ...sourceIPs: string[]) => at(seconds, 'get', {sourceIPs});
    expect(play(text, [from(0, '10.0.0.1', '10.0.0.2'), from(1, '10.0.0.1', '10.0.0.2')])).toEqual([]);
    expect(play(text, [from(0, '10.0.0.1', '10.0.0.2'), from(1, '10.0.0.1')])).toHaveLength(1);
  });

  test('of two fields counts the combinations', () => {
    const text = correlation(
      'type: value_count\nrules: get\ntimespan: 1m\ncondition: {field: [user.username, objectRef.name], gte: 3}',
    );
    const event = (i: number, name: string, who: string) => ({...named(i, name), ...user(who)});
    expect(play(text, [event(0, 'a', 'x'), event(1, 'a', 'y'), event(2, 'a', 'x')])).toEqual([]);
    expect(play(text, [event(0, 'a', 'x'), event(1, 'a', 'y'), event(2, 'b', 'x')])).toHaveLength(1);
  });

  test('of two fields one may be absent, which is a combination of its own; both may not', () => {
    const text = correlation(
      'type: value_count\nrules: get\ntimespan: 1m\ncondition: {field: [objectRef.subresource, objectRef.name], gte: 2}',
    );
    const of = (seconds: number, name?: string, subresource?: string) =>
      at(seconds, 'get', {objectRef: {resource: 'pods', name, subresource}});
    expect(play(text, [of(0, 'a'), of(1, 'a', 'log')])).toHaveLength(1);
    expect(play(text, [of(0, 'a'), of(1, 'a')])).toEqual([]);
    expect(play(text, [of(0), of(1, 'a')])).toEqual([]);
  });
});

describe('figures over values', () => {
  const bytes = (seconds: number, size: unknown) => at(seconds, 'get', {requestObject: {size}});
  const figure = (type: string, condition: string) =>
    correlation(`type: ${type}\nrules: get\ntimespan: 1m\ncondition: {field: requestObject.size, ${condition}}`);

  test.each([
    ['value_sum', 'gte: 60', [10, 20, 30], 3],
    ['value_sum', 'gte: 61', [10, 20, 30], 0],
    ['value_avg', 'gt: 15', [10, 20, 30], 3],
    ['value_avg', 'gt: 20', [10, 20, 30], 0],
    ['value_median', 'gte: 20', [10, 30, 20], 2],
    ['value_percentile', 'percentile: 90, gte: 30', [10, 20, 30], 3],
    ['value_percentile', 'percentile: 10, gte: 20', [10, 20, 30], 0],
    // Without a percentile, how rare the value is among all: the fourth is one of four.
    ['value_percentile', 'lte: 25', [10, 10, 10, 20], 4],
    ['value_percentile', 'lt: 25', [10, 10, 10, 20], 0],
    ['value_percentile', 'lte: 20', [10, 10, 20, 10, 30], 5],
  ] as const)('%s %s over %j first holds at event %d', (type, condition, sizes, first) => {
    const engine = createRuleEngine(rulesOf(figure(type, condition)));
    expect(sizes.findIndex((size, i) => engine.push(bytes(i, size)).length) + 1).toBe(first);
  });

  test('leave out what is no number, and what has left the window', () => {
    const text = figure('value_sum', 'gte: 60');
    expect(play(text, [bytes(0, 30), bytes(1, 'many'), bytes(70, 40)])).toEqual([]);
    expect(play(text, [bytes(0, 30), bytes(1, '30')])).toHaveLength(1);
  });
});

describe('temporal', () => {
  const both = correlation('type: temporal\nrules: [get, delete]\ngroup-by: [user.username]\ntimespan: 1m');

  test('needs every rule, in any order', () => {
    expect(play(both, [at(0, 'delete'), at(1, 'get')])).toHaveLength(1);
    expect(play(both, [at(0, 'get'), at(1, 'delete')])).toHaveLength(1);
    expect(play(both, [at(0, 'get'), at(1, 'get')])).toEqual([]);
  });

  test('needs them within the timespan and the group', () => {
    expect(play(both, [at(0, 'get'), at(61, 'delete')])).toEqual([]);
    expect(play(both, [at(0, 'get', user('bob')), at(1, 'delete')])).toEqual([]);
  });

  test('with a condition needs so many of the rules', () => {
    const text = correlation('type: temporal\nrules: [get, list, delete]\ntimespan: 1m\ncondition: {gte: 2}');
    expect(play(text, [at(0, 'delete'), at(1, 'get')])).toHaveLength(1);
  });
});

describe('temporal_ordered', () => {
  const chain = correlation('type: temporal_ordered\nrules: [list, get, delete]\ntimespan: 1m');

  test('needs the rules in their order', () => {
    expect(play(chain, [at(0, 'list'), at(1, 'get'), at(2, 'delete')])).toHaveLength(1);
    expect(play(chain, [at(0, 'get'), at(1, 'list'), at(2, 'delete')])).toEqual([]);
  });

  test('lets other matches come between', () => {
    const verbs = ['delete', 'list', 'list', 'get', 'list', 'delete'];
    const matches = play(
      chain,
      verbs.map((verb, i) => at(i, verb)),
    );
    expect(matches.map(m => m.events.map(e => e.verb))).toEqual([['list', 'get', 'delete']]);
  });

  test('needs them within the timespan', () => {
    expect(play(chain, [at(0, 'list'), at(1, 'get'), at(61, 'delete')])).toEqual([]);
  });

  test('goes by the time of the events, not by their arrival', () => {
    expect(play(chain, [at(2, 'delete'), at(0, 'list'), at(1, 'get')])).toHaveLength(1);
  });

  test('keeps microseconds apart', () => {
    const micro = (fraction: string, verb: string) =>
      at(0, verb, {stageTimestamp: `2026-11-23T13:00:00.000${fraction}Z`});
    expect(play(chain, [micro('300', 'list'), micro('200', 'get'), micro('400', 'delete')])).toEqual([]);
    expect(play(chain, [micro('100', 'list'), micro('200', 'get'), micro('400', 'delete')])).toHaveLength(1);
  });
});

describe('what correlations build on', () => {
  test('rules that feed a correlation are silent by themselves', () => {
    const text = correlation('type: event_count\nrules: get\ntimespan: 1m\ncondition: {gte: 2}');
    expect(play(text, [at(0, 'get'), at(0, 'list')]).map(m => m.rule.id)).toEqual(['list']);
  });

  test('with generate they alert as well', () => {
    const text = correlation('type: event_count\nrules: get\ntimespan: 1m\ncondition: {gte: 2}\ngenerate: true');
    expect(play(text, [at(0, 'get'), at(1, 'get')]).map(m => m.rule.id)).toEqual(['get', 'get', 'sum']);
  });

  test('a correlation may build on another', () => {
    const burst =
      'title: Burst\nname: burst\ncorrelation: {type: event_count, rules: get, group-by: user.username, timespan: 1m, condition: {gte: 3}}\n';
    const text = `${burst}---\n${correlation('type: temporal_ordered\nrules: [burst, delete]\ngroup-by: user.username\ntimespan: 5m')}`;
    const gets = times(3, i => at(i, 'get'));
    expect(play(text, [...gets, at(100, 'delete')]).map(m => m.rule.id)).toEqual(['sum']);
    expect(play(text, [...gets.slice(1), at(100, 'delete')])).toEqual([]);
    expect(play(text, [...gets, at(100, 'delete', user('bob'))])).toEqual([]);
  });

  test.each(['get', '11111111-1111-4111-8111-111111111111'])('aliases name fields of rules, here of %s', ref => {
    const get = ruleText('  s: {verb: get}\n  condition: s', 'id: 11111111-1111-4111-8111-111111111111\nname: get\n');
    const sum = [
      'title: Sum\ncorrelation: {type: temporal, rules: [get, delete], group-by: [who], timespan: 1m,',
      `  aliases: {who: {${ref}: user.username, delete: objectRef.name}}}\n`,
    ].join('\n');
    const text = [get, BASES[2], sum].join('---\n');
    expect(play(text, [at(0, 'get'), at(1, 'delete', {objectRef: {resource: 'pods', name: 'alice'}})])).toHaveLength(1);
    expect(play(text, [at(0, 'get'), at(1, 'delete', {objectRef: {resource: 'pods', name: 'bob'}})])).toEqual([]);
  });

  test('a filter of a rule counts for the correlation over it', () => {
    const filter =
      'title: Not bob\nlogsource: {product: kubernetes}\nfilter:\n  rules: [get]\n  bob: {user.username: bob}\n  condition: not bob\n';
    const text = `${filter}---\n${correlation('type: event_count\nrules: get\ntimespan: 1m\ncondition: {gte: 2}')}`;
    expect(play(text, [at(0, 'get'), at(1, 'get', user('bob'))])).toEqual([]);
  });
});
