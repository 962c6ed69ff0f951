import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../src/audit/event.js';
import {parsePolicy} from '../../src/audit/policy.js';
import {partialLoss, withLoss} from '../../src/drill/explain/partial-loss.js';
import type {Cause, Trace} from '../../src/drill/explain/trace.js';
import {realClock} from '../../src/lib/clock.js';
import {loadRules} from '../../src/sigma/load/load.js';
import type {Source} from '../../src/sources/source.js';
import {auditEvent, ruleText} from '../helpers/rules.js';
import {never} from '../helpers/source.js';
import {tempFile} from '../helpers/temp.js';
import {ALERTED, AUDITED, COLLECTED, type End, link, source, traceOf} from './linked.js';

const policy = (rules: string, omit = '[]') =>
  parsePolicy(`apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: ${omit}\nrules:\n${rules}`, 'policy.yaml').policy;
/** Rules, each in a file that is called as it. */
const rulesOf = (files: Record<string, string>) =>
  loadRules(Object.entries(files).map(([id, text]) => tempFile(`${id}.yml`, text))).set;

const seen: End = [AUDITED, 'seen', {latencyMs: 80}];

describe('an attack that was not audited', () => {
  const notAudited = async (change: Parameters<typeof link>[2]) => (await link([[AUDITED, 'missed']], [], change)).link;

  test('was dropped by the rule of the policy that decides, which is asked as its actor', async () => {
    for (const group of ['system:serviceaccounts', 'system:authenticated'])
      expect(
        await notAudited({policy: policy(`- {level: None, userGroups: ["${group}"]}\n- level: Metadata`)}),
      ).toEqual({
        ...{lastHeld: 'executed', broken: 'audited'},
        cause: `not audited: rule 1 (level: None, userGroups: ${group}) of the audit policy drops GET /api/v1/secrets`,
        change:
          'give the request at least level Metadata in a rule above the one that drops it, and restart the API server',
        proof: {rule: `rule 1 (level: None, userGroups: ${group})`, request: 'GET /api/v1/secrets'},
      });
    const own = await notAudited(({execution: {namespace, actorUser}}) => ({
      policy: policy(
        `- {level: None, users: ["${actorUser}"], userGroups: ["system:serviceaccounts:${namespace}"]}\n- level: Metadata`,
      ),
    }));
    expect(own?.cause).toMatch(/^not audited: rule 1 /);
  });

  test.each<[string, number | undefined, string, string]>([
    ['without a credential is anonymous', undefined, 'users: ["system:anonymous"]', 'policy drops'],
    ['is unauthenticated', undefined, 'userGroups: ["system:unauthenticated"]', 'policy drops'],
    ['with an invalid one is nobody', 401, 'users: ["system:anonymous"]', 'has no event'],
  ])('an actor %s', async (_, code, who, cause) => {
    const broken = await notAudited(({execution}) => {
      execution.actorUser = undefined;
      for (const request of execution.attackRequests) if (code !== undefined) request.code = code;
      return {policy: policy(`- {level: None, ${who}}\n- level: Metadata`)};
    });
    expect(broken?.cause).toContain(cause);
  });

  test('a component of a node is asked for as one', async () => {
    const broken = await notAudited(({execution}) => {
      for (const request of execution.attackRequests) request.user = 'system:node:a';
      return {
        policy: policy('- {level: None, users: ["system:node:a"], userGroups: ["system:nodes"]}\n- level: Metadata'),
      };
    });
    expect(broken?.cause).toContain('policy drops');
  });

  test('was dropped at the end of a policy in which no rule matches', async () => {
    expect((await notAudited({policy: policy('- {level: Metadata, verbs: [create]}')}))?.cause).toBe(
      'not audited: the end (no rule matches) of the audit policy drops GET /api/v1/secrets',
    );
  });

  test('had only stages that the policy omits', async () => {
    const two = await notAudited({policy: policy('- level: Metadata', '[RequestReceived, ResponseComplete]')});
    expect(two).toMatchObject({
      cause:
        'not audited: the audit policy omits the stages RequestReceived, ResponseComplete, the only ones that such a request has (GET /api/v1/secrets)',
      change:
        'take RequestReceived, ResponseComplete out of omitStages of the policy and of rule 1 (level: Metadata), and restart the API server',
    });
    const one = await notAudited(({execution}) => {
      for (const request of execution.attackRequests) request.code = 401;
      return {policy: policy('- level: Metadata', '[ResponseStarted]')};
    });
    expect(one?.cause).toBe(
      'not audited: the audit policy omits the stage ResponseStarted, the only one that a 401 has (GET /api/v1/secrets)',
    );
  });

  test('is a matter of the API server’s flags where its policy would write it', async () => {
    for (const read of [{policy: policy('- level: Metadata', '[RequestReceived]')}, {}]) {
      let auditId = '';
      const broken = await notAudited(({execution, auditId: id}) => {
        auditId = id;
        for (const request of execution.attackRequests) request.code = 200;
        return read;
      });
      expect(broken).toMatchObject({
        cause: `not audited: the API server answered 200 but its log has no event ${auditId}`,
        proof: {auditId, answered: 200},
      });
    }
  });
});

describe('a rule that lacks what it reads', () => {
  const RULE = ruleText('  s: {objectRef.resource: pods, requestObject.spec.hostPID: true}\n  condition: s');
  const rules = () => rulesOf({expected: RULE});

  const starved = async (event: Partial<AuditEvent>, change: Partial<Trace> = {}) =>
    (
      await link([seen, [ALERTED, 'missed']], [source('siem', 'alerted')], ({auditId}) => ({
        audited: [auditEvent({auditID: auditId, ...event})],
        rules: rules(),
        ...change,
      }))
    ).link;

  test('because of the level, says from which level on events have it, and which rule of the policy decides', async () => {
    expect(await starved({}, {policy: policy('- {level: Metadata, verbs: [list]}')})).toMatchObject({
      cause:
        'audited at level Metadata only by rule 1 (level: Metadata, verbs: list) of the policy, and expected reads requestObject.spec.hostPID, which events have from level Request on',
      change: 'give GET /api/v1/secrets level Request in a rule above the one that decides, and restart the API server',
      proof: {level: 'Metadata', policyRule: 1, rule: 'expected', field: 'requestObject.spec.hostPID'},
    });
    const unread = await starved({auditID: 'another'});
    expect(unread?.cause).toMatch(/^audited at level Metadata only, and expected reads/);
    expect(unread?.change).toMatch(/^give the request level Request/);
  });

  test('because the API server cut it off, says so; an event of that level without the annotation lacks nothing', async () => {
    const cut = await starved({level: 'Request', annotations: {'audit.k8s.io/truncated': 'true'}});
    expect(cut?.cause).toMatch(/^audited at level Request, but the API server left its bodies out/);
    expect(cut?.proof).toMatchObject({
      ...{level: 'Request', annotation: 'audit.k8s.io/truncated', rule: 'expected'},
      field: 'requestObject.spec.hostPID',
    });
    for (const annotations of [undefined, {'audit.k8s.io/truncated': 'false'}])
      expect((await starved({level: 'Request', ...(annotations && {annotations})}))?.cause).toBe(
        'audited, but not alerted: siem saw nothing of it',
      );
  });

  test('lacks nothing where the field is there and says something else, or another rule was expected', async () => {
    const there = {level: 'Metadata', requestObject: {spec: {hostPID: false}}} as const;
    expect((await starved(there))?.cause).toMatch(/^audited, but not alerted/);
    const other = rulesOf({other: RULE});
    expect((await starved({}, {rules: other}))?.cause).toMatch(/^audited, but not alerted/);
    expect((await starved({}, {rules: other, anyRule: true}))?.cause).toMatch(/and other reads/);
  });

  const later = () =>
    rulesOf({expected: ruleText('  s: {objectRef.resource: pods, stage: ResponseComplete}\n  condition: s')});
  const status = () =>
    rulesOf({expected: ruleText('  s: {objectRef.resource: pods, responseStatus.code: 201}\n  condition: s')});
  const begun = {stage: 'RequestReceived'} as const;

  test('because only the beginning of the request is written', async () => {
    const omits = policy('- level: Metadata', '[ResponseComplete, Panic]');
    expect(await starved(begun, {rules: later(), policy: omits})).toMatchObject({
      cause:
        'audited at stage RequestReceived only: the audit policy omits ResponseComplete of GET /api/v1/secrets, and expected waits for a later stage',
      change:
        'take ResponseComplete out of omitStages of the policy and of rule 1 (level: Metadata), and restart the API server',
      proof: {stage: 'RequestReceived', omitStages: ['ResponseComplete'], rule: 'expected', field: 'stage'},
    });
    expect((await starved(begun, {rules: status(), policy: omits}))?.cause).toMatch(
      /and expected reads responseStatus.code, which events have when the request was answered$/,
    );
  });

  test('but not where a later stage is written, or was', async () => {
    expect((await starved(begun, {rules: later(), policy: policy('- level: Metadata', '[Panic]')}))?.cause).toMatch(
      /^audited, but not alerted/,
    );
    const omits = policy('- level: Metadata', '[ResponseComplete]');
    const both = await link([seen, [ALERTED, 'missed']], [source('siem', 'alerted')], ({auditId}) => ({
      audited: [auditEvent({auditID: auditId, ...begun}), auditEvent({auditID: auditId})],
      ...{rules: status(), policy: omits},
    }));
    expect(both.link?.cause).toMatch(/^audited, but not alerted/);
  });

  test('is told beside what sources know, but not beside that nothing came', async () => {
    const says = (id: string, nothingCame: boolean) =>
      source(id, 'alerted', {investigate: async () => ({cause: id, change: id, ...(nothingCame && {nothingCame})})});
    const broken = await link(
      [seen, [ALERTED, 'missed']],
      [says('empty', true), says('knows', false)],
      ({auditId}) => ({
        audited: [auditEvent({auditID: auditId})],
        rules: rules(),
      }),
    );
    expect(broken.link?.cause).toMatch(/^audited at level Metadata only.*; knows \(knows\)$/);
  });
});

describe('kubedrill’s own rules', () => {
  const engine = source('rules', 'alerted');
  const secrets = {objectRef: {resource: 'secrets', apiVersion: 'v1'}, verb: 'list'};
  const rule = (selection: string, head = '') => ruleText(`  s: ${selection}\n  condition: s`, head);
  const of = async (
    rules: string | Record<string, string>,
    change: Partial<Trace> = {},
    event: Partial<AuditEvent> = {},
  ) =>
    (
      await link([seen, [ALERTED, 'missed']], [engine], ({auditId}) => ({
        audited: [auditEvent({auditID: auditId, ...secrets, ...event})],
        rules: rulesOf(typeof rules === 'string' ? {expected: rules} : rules),
        ...change,
      }))
    ).link;

  test('the expected one says which field differs', async () => {
    expect(await of(rule('{objectRef.resource: secrets, verb: watch}'))).toMatchObject({
      cause: 'audited, but no rule matched; expected is loaded; the nearest is expected: verb should be watch, is list',
      change: 'compare expected with the event: the field that differs, or the audit level that leaves it out',
      proof: {level: 'Metadata', nearest: {rule: 'expected', field: 'verb'}},
    });
  });

  test('another that alerted is named', async () => {
    const broken = await of(rule('{objectRef.resource: secrets, verb: watch}'), {otherAlerts: ['a', 'b']});
    expect(broken?.cause).toMatch(/^audited, but only a, b alerted; expected is loaded; /);
  });

  test('one that leaves the event out says by which selection', async () => {
    const text = ruleText(
      '  s: {objectRef.resource: secrets}\n  admins: {user.username: alice}\n  condition: s and not admins',
    );
    expect((await of(text))?.change).toBe('narrow admins of expected: it excludes every event with this user.username');
  });

  test('one that is not loaded is to be loaded; the fields of others do not mislead', async () => {
    expect(await of({other: rule('{objectRef.resource: secrets, verb: watch}')})).toMatchObject({
      cause: 'audited, but no rule matched; expected is not loaded',
      change: 'load a rule for this technique, such as expected',
    });
    expect((await of({}, {anyRule: true}))?.change).toBe(
      "load a rule for this technique, such as expected of kubedrill's",
    );
  });

  test('of a user’s own, the nearest may be meant, and none that is about another technique', async () => {
    const own = (tag: string) => ({own: rule('{objectRef.resource: secrets, verb: watch}', `tags: [${tag}]\n`)});
    const near = await of(own('attack.t1552'), {anyRule: true});
    expect(near?.cause).toBe('audited, but no rule matched; the nearest is own: verb should be watch, is list');
    expect(near?.change).toMatch(/^compare own with the event/);
    expect((await of(own('attack.t1611'), {anyRule: true}))?.cause).toMatch(
      /^audited, but no rule matched; no rule that is loaded claims T1552\.007$/,
    );
  });

  test('one that can never match is to be corrected, at its place', async () => {
    const never = await of(rule('{objectRef.resource: secrets, verb: LIST, stage: Nowhere}'));
    expect(never?.cause).toMatch(/^audited, but no rule matched; /);
    expect(never?.change).toMatch(/^correct expected \(.*expected\.yml:\d+:\d+\): /);
    expect(never?.proof).toMatchObject({rule: 'expected', at: expect.stringMatching(/expected\.yml:\d+:\d+$/)});
  });

  test('one that was skipped is named, with its place and how many others were', async () => {
    const broken = rule('{verb|nosuch: x}');
    const one = await of(broken);
    expect(one?.cause).toMatch(/; expected is not loaded; skipped was .*expected\.yml:\d+:\d+ .*nosuch/);
    expect(one?.cause).not.toContain('more)');
    expect((await of({another: broken, expected: broken}))?.cause).toMatch(/ \(and 1 more\)$/);
  });

  test('are told before what sources know, and ask nothing of an event that nobody has', async () => {
    const broken = await link(
      [[ALERTED, 'missed']],
      [engine, source('siem', 'alerted', {investigate: async () => ({cause: 'c', change: 'x'})})],
    );
    expect(broken.link?.cause).toBe('executed, but no rule matched; expected is not loaded; c (siem)');
  });
});

describe('what else is found out of a miss', () => {
  test('is a clock that is off, of a source of the stage alone', async () => {
    const skewed = (id: string, stage: Source['stage'], ms?: number) => source(id, stage, {skewMs: () => ms});
    const clocks = [skewed('a', 'alerted', -600_000), skewed('b', 'alerted', 2000), skewed('c', 'alerted', 0)];
    const others = [skewed('d', 'alerted'), skewed('e', 'collected', 9000)];
    expect((await link([seen, [ALERTED, 'missed']], [...clocks, ...others])).link).toMatchObject({
      cause: 'the clock of a is 10 m 00 s behind ours; the clock of b is 2.0 s ahead of ours',
      change: 'set the clock of a (NTP); set the clock of b (NTP)',
      proof: {'clock of a': {skewMs: -600_000}, 'clock of b': {skewMs: 2000}},
    });
  });

  test('is a sender that stopped, which then need not be asked', async () => {
    const since = new Date('2026-11-23T12:00:00Z');
    const falco = source('falco', 'alerted', {investigate: async () => ({cause: 'nothing came', change: 'x'})});
    const silences = [{source: 'falco', since, before: 1, after: 2}];
    const {cause, proof} = (await link([seen, [ALERTED, 'missed']], [falco], {silences})).link ?? {};
    expect(cause).toMatch(
      /^it posted about the set-up of 1 scenario before, and nothing since .*, although 2 scenarios more were set up: it has stopped \(falco\)$/,
    );
    expect(proof).toEqual({source: 'falco', lastHeard: since.toISOString(), setUpsBefore: 1, setUpsSince: 2});
    const one = [{source: 'falco', since, before: 2, after: 1}];
    expect((await link([seen, [ALERTED, 'missed']], [falco], {silences: one})).link?.cause).toMatch(
      /of 2 scenarios before, .*although 1 scenario more was set up/,
    );
    const store = source('falco', 'collected', {investigate: async () => ({cause: 'nothing came', change: 'x'})});
    expect((await link([seen, [COLLECTED, 'missed']], [store], {silences})).link?.cause).toBe('nothing came (falco)');
  });

  test('is where an alert was handed to, and what is known there', async () => {
    const am = source('am', 'alerted', {investigate: async () => ({cause: 'empty', change: 'y', nothingCame: true})});
    const other = source('other', 'alerted', {investigate: async () => ({cause: 'z', change: 'z'})});
    const trace = async (sources: Source[], state: 'missed' | 'unknown' = 'missed') =>
      (
        await link([seen, [ALERTED, state]], sources, ({execution: _}) => ({
          watched: [
            {expectation: AUDITED, settled: {state: 'seen', latencyMs: 80}},
            {expectation: ALERTED, settled: {state}, handed: {latencyMs: 1500, source: 'rules', to: 'am'}},
          ],
        }))
      ).link;
    expect(await trace([am, other])).toMatchObject({
      cause: 'alerted after 1.5 s in rules, which forwards it to am, where it did not arrive; empty (am)',
      change: 'check how rules sends to am, and its log; y',
    });
    expect((await trace([other]))?.cause).toMatch(/where it did not arrive$/);
    expect((await trace([am], 'unknown'))?.cause).toBe('it is not known whether it was seen: no source answered');
  });

  test('of what could not be seen is what would let it be seen', async () => {
    const watched = {expectation: ALERTED, settled: {state: 'unknown', reason: 'r'}, blind: 'siem'} as const;
    const of = async (sources: Source[], change = {}) =>
      (await link([], sources, {watched: [{...watched, ...change}]})).link;
    const rejects = source('siem', 'alerted', {check: () => Promise.reject(new Error('refused'))});
    expect(await of([rejects])).toMatchObject({
      cause: 'it is not known whether it was seen: r (siem)',
      change: 'bring the source back and run the drill again',
      proof: {source: 'siem', reason: 'r'},
    });
    expect((await of([rejects], {blindChange: 'name the receiver'}))?.change).toBe('name the receiver');
    expect((await of([]))?.cause).toBe('it is not known whether it was seen: r');
  });
});

describe('a part of the records that was lost', () => {
  const [a, b] = ['a', 'b'].map(auditID => auditEvent({auditID}));
  const audited = [a, b] as AuditEvent[];
  const store = (change: Partial<Source>) => source('loki', 'collected', change);
  const clock = {...realClock, sleep: async () => {}};
  const refused = async () => ({cause: 'too old', change: 'raise the limit', proof: 1});

  const loss = async (sources: Source[], collected: string[], state: End[1] | null = 'seen') => {
    const trace = await traceOf([[COLLECTED, state ?? undefined]], sources, {audited});
    return partialLoss(trace, {collected: new Set(collected), clock}, never);
  };

  test('is counted, with why, where a source says that it was refused', async () => {
    for (const state of ['seen', 'late'] as const)
      expect(await loss([store({refused})], ['a ResponseComplete'], state)).toEqual({
        cause: '1 of 2 records of the attack did not arrive in loki: too old',
        change: 'raise the limit',
        proof: {lost: ['b'], of: 2, why: 1},
      });
  });

  test('is none where all arrived, in the end too, or the stage did not hold, or nobody knows', async () => {
    expect(await loss([store({refused})], ['a', 'b ResponseComplete'])).toBeUndefined();
    expect(await loss([store({refused})], [], 'missed')).toBeUndefined();
    expect(await loss([store({refused})], [], null)).toBeUndefined();
    expect(await loss([store({})], ['a'])).toBeUndefined();
    expect(await loss([source('x', 'alerted', {refused})], ['a'])).toBeUndefined();
    const collected = new Set(['a']);
    const late = store({
      refused,
      refresh: async () => {
        collected.add('b');
      },
    });
    expect(await partialLoss(await traceOf([[COLLECTED, 'seen']], [late], {audited}), {collected, clock}, never)).toBe(
      undefined,
    );
  });

  test('is asked of the next source where one cannot be asked, about what is lost alone', async () => {
    const asked: unknown[] = [];
    const sources = [
      store({refused: () => Promise.reject(new Error('down'))}),
      store({refused: async () => undefined}),
      store({
        refused: async ({auditIds, events}) => {
          asked.push(auditIds, events);
          return refused();
        },
      }),
    ];
    expect(await loss(sources, ['a'])).toMatchObject({proof: {lost: ['b']}});
    expect(asked).toEqual([['b'], [b]]);
  });

  test('stands behind why the chain broke, and before what else is to be changed', () => {
    const lost = {cause: 'lost', change: 'raise', proof: 1};
    expect(withLoss({cause: 'broke', change: 'mend', proof: 2}, lost)).toEqual({
      ...{cause: 'broke; lost', change: 'raise; mend'},
      proof: {loss: 1, link: 2},
    });
    expect(withLoss<Cause>({cause: 'broke', change: 'mend'}, lost).proof).toEqual({loss: 1});
  });
});

describe('an alert that was acknowledged by nobody', () => {
  const ACKNOWLEDGED = {stage: 'acknowledged', withinMs: 300_000} as const;
  const pager = source('pager', 'acknowledged', {
    investigate: async () => ({cause: 'nothing was posted', change: 'post', nothingCame: true}),
  });
  const alerted: End = [{stage: 'alerted', withinMs: 1000}, 'seen', {latencyMs: 90}];
  const unanswered = async (state: 'missed' | 'unknown', reason?: string, noAnswers: Trace['noAnswers'] = []) =>
    (await link([alerted, [ACKNOWLEDGED, state, reason === undefined ? {} : {reason}]], [pager], {noAnswers})).link;
  const robot = {source: 'pager', person: 'bot', reason: 'a rule or an integration made it, not a person', keys: ['k']};

  test('could not have been, where there was none', async () => {
    expect(await unanswered('missed', 'there was no alert to acknowledge', [robot])).toMatchObject({
      ...{broken: 'acknowledged', lastHeld: 'alerted'},
      ...{cause: 'there was no alert to acknowledge', change: 'mend the alert first'},
    });
  });

  test('says who acknowledged something else, all of them', async () => {
    const nobody = {source: 'chat', reason: 'it was made before the alert', keys: []};
    expect(await unanswered('missed', undefined, [robot, nobody])).toMatchObject({
      cause:
        'nobody acknowledged the alert within 5 m 00 s; pager told of an acknowledgement by bot, but a rule or an integration made it, not a person; chat told of an acknowledgement, but it was made before the alert',
      proof: [robot, nobody],
    });
  });

  test('is what the pager says of it, where nobody acknowledged anything', async () => {
    expect((await unanswered('missed'))?.cause).toBe('nothing was posted (pager)');
  });

  test('is not known to be, where nobody could look', async () => {
    expect((await unanswered('unknown', 'the pager was down', [robot]))?.cause).not.toContain('nobody acknowledged');
  });

  test('has nothing to do with an alert that is missing itself', async () => {
    const {link: broken} = await link([seen, [ALERTED, 'missed']], [source('siem', 'alerted')], {noAnswers: [robot]});
    expect(broken?.cause).not.toContain('acknowledge');
  });
});

describe('rules that were left out', () => {
  const broken = async (wanted: string | undefined, files: Record<string, string>) => {
    const expected = {stage: 'alerted', withinMs: 1000, ...(wanted !== undefined && {rule: wanted})} as const;
    const rules = loadRules(Object.entries(files).map(([id, text]) => tempFile(`${id}.yml`, text))).set;
    return (await link([seen, [expected, 'missed']], [source('rules', 'alerted')], {rules})).link?.cause;
  };
  const slip =
    'title: T\nlogsource: {product: kubernetes, service: audit}\ndetection: {s: {verb: get}, condition: nowhere}\n';

  test('are told of by the file of the rule that is meant, else by the first', async () => {
    const files = {another: slip, expected: slip};
    expect(await broken('expected', files)).toMatch(/skipped was \S*expected\.yml:\d+:\d+ .* \(and 1 more\)/);
    expect(await broken('third', files)).toMatch(/skipped was \S*another\.yml:\d+:\d+ .* \(and 1 more\)/);
    expect(await broken(undefined, files)).toMatch(/skipped was \S*another\.yml/);
    expect(await broken('expected', {expected: slip})).not.toContain('more)');
  });
});
