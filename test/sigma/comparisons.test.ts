import {describe, expect, test} from 'vitest';
import {auditEvent, matching, rulesOf, selecting} from '../helpers/rules.js';

type Row = [sentence: string, selection: string, event: Record<string, unknown>, matches: boolean];

const body = (requestObject: unknown) => ({requestObject});
const agent = (userAgent: string) => ({userAgent});
const base64 = (text: string, encoding: BufferEncoding = 'utf8') => Buffer.from(text, encoding).toString('base64');

function check(rows: readonly Row[]): void {
  test.each(rows)('%s', (_, selection, event, matches) => {
    expect(matching(rulesOf(selecting(selection)), auditEvent(event))).toHaveLength(matches ? 1 : 0);
  });
}

describe('texts', () => {
  check([
    ['compare without regard to case', 'userAgent: KubeCTL', agent('kubectl'), true],
    ['compare as a whole', 'userAgent: kube', agent('kubectl'), false],
    ['`*` stands for any characters', 'userAgent: kube*/v1*', agent('kubectl/v1.34'), true],
    ['`*` stands for no characters as well', 'userAgent: kubectl*', agent('kubectl'), true],
    ['`?` stands for one character', 'userAgent: kube?tl', agent('kubectl'), true],
    ['`?` does not stand for none', 'userAgent: kubectl?', agent('kubectl'), false],
    ['several stars in the middle are matched', "userAgent: 'a*b*c*d'", agent('a-b-b-c-x-d'), true],
    ['a star alone needs a value', "userAgent: '*'", {}, false],
    ['an escaped star is a star', String.raw`userAgent: 'a\*c'`, agent('a*c'), true],
    ['an escaped star is no wildcard', String.raw`userAgent: 'a\*c'`, agent('abc'), false],
    ['an escaped question mark is one', String.raw`userAgent: 'a\?c'`, agent('a?c'), true],
    ['a single backslash is itself', String.raw`userAgent: 'C:\temp'`, agent('C:\\temp'), true],
    ['a double backslash is one', String.raw`userAgent: 'C:\\temp'`, agent('C:\\temp'), true],
    ['an escaped backslash leaves the star a wildcard', String.raw`userAgent: 'C:\\*'`, agent('C:\\temp'), true],
    ['three backslashes escape backslash and star', String.raw`userAgent: 'C:\\\*'`, agent('C:\\*'), true],
    ['four backslashes are two', String.raw`userAgent: 'a\\\\b'`, agent('a\\\\b'), true],
    ['an empty text is equal to an empty one only', "userAgent: ''", agent(''), true],
    ['an empty text is not an absent field', "userAgent: ''", {}, false],
    ['a list needs one of its values', 'userAgent: [curl, wget]', agent('Wget'), true],
    ['a list of texts and wildcards needs one of them', "userAgent: [curl, 'wg*']", agent('wget'), true],
    ['a list none of whose values is there does not match', "userAgent: [curl, 'wg*']", agent('kubectl'), false],
  ]);
});

describe('numbers, truth values and null', () => {
  check([
    ['a number equals the number', 'responseStatus.code: 403', {responseStatus: {code: 403}}, true],
    ['a number equals its text', 'responseStatus.code: 403', {responseStatus: {code: '403'}}, true],
    ['a text equals the number it writes', "responseStatus.code: '403'", {responseStatus: {code: 403}}, true],
    ['a wildcard looks into a number', "responseStatus.code: '4*'", {responseStatus: {code: 403}}, true],
    ['true equals true', 'requestObject.spec.hostPID: true', body({spec: {hostPID: true}}), true],
    ['true is not false', 'requestObject.spec.hostPID: true', body({spec: {hostPID: false}}), false],
    ['true equals its text', 'requestObject.spec.hostPID: true', body({spec: {hostPID: 'true'}}), true],
    ['null equals an absent field', 'objectRef.subresource: null', {}, true],
    ['null equals a field below an absent one', 'requestObject.spec.x: null', {}, true],
    ['null equals null', 'requestObject.spec.x: null', body({spec: {x: null}}), true],
    ['null is not a value', 'verb: null', {}, false],
    [
      'a number beyond 2^53 is not its neighbour',
      'requestObject.spec.x: 9007199254740992',
      body({spec: {x: '9007199254740993'}}),
      false,
    ],
    [
      'a number beyond 2^53 equals itself',
      'requestObject.spec.x: 9007199254740993',
      body({spec: {x: '9007199254740993'}}),
      true,
    ],
    [
      'a number beyond 2^53 is greater than the one below',
      'requestObject.spec.x|gt: 9007199254740992',
      body({spec: {x: '9007199254740993'}}),
      true,
    ],
    [
      'a number beyond 2^53 is not less than itself',
      'requestObject.spec.x|lt: 9007199254740993',
      body({spec: {x: '9007199254740993'}}),
      false,
    ],
    ['hexadecimals in a text are not a number', 'requestObject.spec.x|gt: 1', body({spec: {x: '0x10'}}), false],
    ['an empty text is not a number', 'requestObject.spec.x|lt: 1', body({spec: {x: ''}}), false],
    ['decimals in a text are a number', 'requestObject.spec.x|gt: 1', body({spec: {x: '1.5e1'}}), true],
    ['an object is none of the values', "user: '*'", {}, false],
  ]);
});

describe('contains, startswith, endswith', () => {
  check([
    ['contains finds a text inside', 'requestURI|contains: v1', {}, true],
    ['contains does not find what is not there', 'requestURI|contains: v2', {}, false],
    ['contains takes wildcards inside', "requestURI|contains: 'a?i*pods'", {}, true],
    ['contains of a number looks for its digits', 'requestURI|contains: 1', {}, true],
    ['startswith looks at the beginning', 'requestURI|startswith: /API', {}, true],
    ['startswith does not look elsewhere', 'requestURI|startswith: v1', {}, false],
    ['endswith looks at the end', 'requestURI|endswith: pods', {}, true],
    ['endswith does not look elsewhere', 'requestURI|endswith: v1', {}, false],
    ['any of several will do', 'requestURI|contains: [secrets, pods]', {}, true],
    ['with all, each must be there', 'requestURI|contains|all: [api, pods]', {}, true],
    ['with all, one that is missing is enough', 'requestURI|contains|all: [api, secrets]', {}, false],
    ['with all, elements of a list may share the work', 'user.groups|contains|all: [team, system]', {}, true],
  ]);
});

describe('cased and neq', () => {
  check([
    ['cased regards case', 'user.username|cased: Alice', {}, false],
    ['cased matches the same case', 'user.username|cased: alice', {}, true],
    ['cased goes with contains', 'user.username|contains|cased: LIC', {}, false],
    ['neq denies equality', 'verb|neq: get', {}, true],
    ['neq of the value does not match', 'verb|neq: LIST', {}, false],
    ['neq of a list means none of them', 'verb|neq: [get, list]', {}, false],
    ['neq holds for an absent field', 'objectRef.namespace|neq: kube-system', {}, true],
    ['neq of a list field means no element', 'user.groups|neq: team-a', {}, false],
    ['neq goes with contains', 'user.username|contains|neq: ali', {}, false],
    ['neq goes with all: not every one', 'requestURI|contains|all|neq: [api, secrets]', {}, true],
    ['neq of null means that something is there', 'verb|neq: null', {}, true],
    ['neq of null needs the field', 'userAgent|neq: null', {}, false],
    ['neq takes numbers', 'responseStatus.code|neq: 200', {}, false],
  ]);
});

describe('exists', () => {
  check([
    ['a field with a value exists', 'verb|exists: true', {}, true],
    ['an absent field does not', 'userAgent|exists: true', {}, false],
    ['exists: false asks for the absent', 'userAgent|exists: false', {}, true],
    ['exists: false is not content with a value', 'verb|exists: false', {}, false],
    ['null exists', 'userAgent|exists: true', {userAgent: null}, true],
    ['an empty text exists', 'userAgent|exists: true', agent(''), true],
    ['an empty list exists', 'sourceIPs|exists: true', {sourceIPs: []}, true],
    ['an empty object exists', 'user|exists: true', {user: {}}, true],
    ['what every object inherits does not', 'user.constructor|exists: true', {}, false],
    ['of a list, one element is enough', 'requestObject.a.b|exists: true', body({a: [{}, {b: 1}]}), true],
  ]);
});

describe('gt, gte, lt, lte', () => {
  const code = (value: unknown) => ({responseStatus: {code: value}});
  check([
    ['gt is greater', 'responseStatus.code|gt: 399', code(400), true],
    ['gt is not equal', 'responseStatus.code|gt: 400', code(400), false],
    ['gte may be equal', 'responseStatus.code|gte: 400', code(400), true],
    ['lt is less', 'responseStatus.code|lt: 400', code(399), true],
    ['lt is not equal', 'responseStatus.code|lt: 400', code(400), false],
    ['lte may be equal', 'responseStatus.code|lte: 400', code(400), true],
    ['a text that is a number compares as one', 'responseStatus.code|gte: 400', code('403'), true],
    ['a text that is none is not compared', 'responseStatus.code|lt: 400', code('none'), false],
    ['an empty text is not zero', 'responseStatus.code|lt: 400', code(''), false],
    ['true is not one', 'responseStatus.code|gte: 1', code(true), false],
    ['an absent field is not compared', 'responseStatus.code|lt: 400', {responseStatus: {}}, false],
    ['any of several limits will do', 'responseStatus.code|gt: [500, 300]', code(400), true],
  ]);
});

describe('parts of a time', () => {
  const at = (stageTimestamp: string) => ({stageTimestamp});
  check([
    ['the hour, in UTC', 'stageTimestamp|hour: 13', at('2026-11-23T13:56:03Z'), true],
    ['the minute', 'stageTimestamp|minute: 56', at('2026-11-23T13:56:03Z'), true],
    ['the day of the month', 'stageTimestamp|day: 23', at('2026-11-23T13:56:03Z'), true],
    ['the month', 'stageTimestamp|month: 11', at('2026-11-23T13:56:03Z'), true],
    ['the year', 'stageTimestamp|year: 2026', at('2026-11-23T13:56:03Z'), true],
    ['the week of the year', 'stageTimestamp|week: 48', at('2026-11-23T13:56:03Z'), true],
    ['the first days of January may belong to week 53', 'stageTimestamp|week: 53', at('2027-01-01T00:00:00Z'), true],
    ['an hour compares by size', 'stageTimestamp|hour|gte: 20', at('2026-11-23T22:00:00Z'), true],
    ['what is no time has no hour', 'stageTimestamp|hour: 0', at('soon'), false],
  ]);
});

describe('re', () => {
  check([
    ['is looked for anywhere', "requestURI|re: 'v\\d/po'", {}, true],
    ['may be anchored', "requestURI|re: '^v1'", {}, false],
    ['regards case', 'user.username|re: ALICE', {}, false],
    ['with i it does not', 'user.username|re|i: ALICE', {}, true],
    ['a dot is no line end', "userAgent|re: 'a.b'", agent('a\nb'), false],
    ['with s it is', "userAgent|re|s: 'a.b'", agent('a\nb'), true],
    ['^ is the beginning of the text', "userAgent|re: '^b'", agent('a\nb'), false],
    ['with m it is that of a line', "userAgent|re|m: '^b$'", agent('a\nb'), true],
    ['flags go together', "userAgent|re|i|m: '^B$'", agent('a\nb'), true],
    ['any of several will do', "requestURI|re: ['secrets', 'pods$']", {}, true],
    ['with all, each must be found', "requestURI|re|all: ['api', 'secrets']", {}, false],
    ['looks at numbers as texts', "responseStatus.code|re: '^2..$'", {}, true],
    ['is not asked of an absent field', "userAgent|re: '.*'", {}, false],
  ]);

  test('a pattern that would take exponential time elsewhere is matched at once', () => {
    const set = rulesOf(selecting("userAgent|re: '^(a+)+$'"));
    expect(matching(set, auditEvent(agent(`${'a'.repeat(50_000)}!`)))).toEqual([]);
  });
});

describe('cidr', () => {
  check([
    ['an address in the network', 'sourceIPs|cidr: 10.0.0.0/8', {}, true],
    ['an address outside of it', 'sourceIPs|cidr: 192.168.0.0/16', {}, false],
    ['any network of a list', 'sourceIPs|cidr: [192.168.0.0/16, 10.1.0.0/16]', {}, true],
    ['any address of a list', 'sourceIPs|cidr: 172.16.0.0/12', {sourceIPs: ['8.8.8.8', '172.18.0.1']}, true],
    ['an IPv6 address', 'sourceIPs|cidr: fd00::/8', {sourceIPs: ['fd12::1']}, true],
    ['the other family is outside', 'sourceIPs|cidr: fd00::/8', {}, false],
    ['an address without a length is itself alone', 'sourceIPs|cidr: 10.1.2.3', {}, true],
    ['what is no address is in no network', 'sourceIPs|cidr: 0.0.0.0/0', {sourceIPs: ['unknown']}, false],
    ['an absent field is in no network', 'sourceIPs|cidr: 0.0.0.0/0', {sourceIPs: undefined}, false],
    ['neq: no address is in it', 'sourceIPs|cidr|neq: 10.0.0.0/8', {}, false],
  ]);
});

describe('fieldref', () => {
  const same = {impersonatedUser: {username: 'ALICE'}};
  check([
    ['equals another field of the event', 'user.username|fieldref: impersonatedUser.username', same, true],
    ['regards case when asked', 'user.username|fieldref|cased: impersonatedUser.username', same, false],
    ['an absent field equals nothing', 'user.username|fieldref: impersonatedUser.username', {}, false],
    ['two absent fields are not equal', 'userAgent|fieldref: impersonatedUser.username', {}, false],
    ['any element of a list will do', 'user.groups|fieldref: objectRef.name', {objectRef: {name: 'team-a'}}, true],
    ['startswith the other', 'user.groups|fieldref|startswith: objectRef.name', {objectRef: {name: 'team'}}, true],
    ['contains the other', 'requestURI|fieldref|contains: objectRef.resource', {}, true],
    ['endswith the other', 'requestURI|fieldref|endswith: objectRef.resource', {}, true],
    ['neq: differs from it', 'user.username|fieldref|neq: impersonatedUser.username', same, false],
    ['all: each of several', 'verb|fieldref|all: [verb, requestURI]', {}, false],
  ]);
});

describe('encodings', () => {
  const utf16 = (text: string) => base64(text, 'utf16le');
  check([
    ['base64 of a text', 'userAgent|base64: secret', agent(base64('secret')), true],
    ['base64 of a text with an escaped star', String.raw`userAgent|base64: 'a\*b'`, agent(base64('a*b')), true],
    ['base64 of text beyond ASCII', 'userAgent|base64: grün', agent(base64('grün')), true],
    ['base64 and contains', 'userAgent|base64|contains: abc', agent(`x${base64('abcdef')}`), true],
    ['base64offset at the beginning', 'userAgent|base64offset|contains: /bin/sh', agent(base64('/bin/sh -c')), true],
    ['base64offset one byte on', 'userAgent|base64offset|contains: /bin/sh', agent(base64('x/bin/sh -c')), true],
    ['base64offset two bytes on', 'userAgent|base64offset|contains: /bin/sh', agent(base64('xy/bin/sh -c')), true],
    ['base64offset of something else', 'userAgent|base64offset|contains: /bin/sh', agent(base64('/bin/ls')), false],
    ['wide, then base64', 'userAgent|wide|base64offset|contains: ping', agent(utf16('x ping y')), true],
    ['utf16le is wide', 'userAgent|utf16le|base64: ping', agent(utf16('ping')), true],
    ['wide leaves wildcards', "userAgent|wide: 'p*g'", agent('p\0i\0n\0g\0'), true],
    [
      'utf16 begins with the byte order mark',
      'userAgent|utf16|base64: a',
      agent(base64('\xff\xfea\0', 'latin1')),
      true,
    ],
    ['utf16be has the high byte first', 'userAgent|utf16be|base64: a', agent(base64('\0a', 'latin1')), true],
  ]);
});

describe('windash', () => {
  check([
    ['a dash is one', "userAgent|windash|contains: ' -f'", agent('cmd -f'), true],
    ['or a slash', "userAgent|windash|contains: ' -f'", agent('cmd /f'), true],
    ['or an en dash', "userAgent|windash|contains: ' -f'", agent('cmd –f'), true],
    ['or an em dash', "userAgent|windash|contains: ' -f'", agent('cmd —f'), true],
    ['or a horizontal bar', "userAgent|windash|contains: ' -f'", agent('cmd ―f'), true],
    ['a slash in the rule is a dash as well', "userAgent|windash|contains: ' /f'", agent('cmd -f'), true],
    ['each flag has its own', "userAgent|windash|contains: '-a -b'", agent('/a –b'), true],
    ['a dash inside of a word is itself', "userAgent|windash: 'a-b'", agent('a/b'), false],
    ['it is no other character', "userAgent|windash|contains: ' -f'", agent('cmd +f'), false],
    ['it goes with all', "userAgent|windash|contains|all: ['-a', '-b']", agent('x /b /a'), true],
    ['it goes before an encoding', "userAgent|windash|base64: '-f'", agent(base64('/f')), true],
  ]);
});

describe('expand', () => {
  const placeholders = {admins: ['alice', 'bob'], servers: ['srv-*']};
  const rows: [string, string, Record<string, unknown>, boolean][] = [
    ['puts in each value', "user.username|expand: '%admins%'", {}, true],
    ['keeps what stands around', "requestURI|expand: '/u/%admins%/x'", {requestURI: '/u/bob/x'}, true],
    ['a value may hold wildcards', "userAgent|expand: '%servers%'", agent('srv-1'), true],
    ['several in one value', "userAgent|expand: '%admins%@%servers%'", agent('bob@srv-9'), true],
    ['an escaped percent sign is one', String.raw`userAgent|expand: '100\%admins%'`, agent('100%admins%'), true],
    ['goes with contains', "userAgent|expand|contains: '%admins%'", agent('x-alice-y'), true],
    ['without expand it is a text', "user.username: '%admins%'", {}, false],
  ];
  test.each(rows)('%s', (_, selection, event, matches) => {
    expect(matching(rulesOf(selecting(selection), {placeholders}), auditEvent(event))).toHaveLength(matches ? 1 : 0);
  });
});
