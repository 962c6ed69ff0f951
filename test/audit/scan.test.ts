import {describe, expect, test} from 'vitest';
import {type AuditHead, scanAuditLine} from '../../src/audit/scan.js';
import {oddJson} from '../helpers/hostile-json.js';
import {seededRandom} from '../helpers/random.js';
import {randomEvent} from '../helpers/random-events.js';
import {recordedLines} from '../helpers/recorded.js';
import {auditEvent} from '../helpers/rules.js';

type Fields = Record<string, unknown>;
type Loose = Fields & {objectRef?: Fields; responseStatus?: Fields; user?: Fields};

/** The head of a parsed event. */
function headOf(event: Loose): AuditHead {
  const text = (value: unknown) => (value === undefined ? '' : String(value));
  return {
    auditID: text(event.auditID),
    stage: text(event.stage),
    verb: text(event.verb),
    resource: text(event.objectRef?.resource),
    subresource: text(event.objectRef?.subresource),
    apiGroup: text(event.objectRef?.apiGroup),
    code: text(event.responseStatus?.code),
    username: text(event.user?.username),
  };
}

const head = (line: string) => scanAuditLine(line);

describe('the head of a line', () => {
  test('is that of the parsed event, for a log that a real API server wrote', () => {
    const lines = recordedLines();
    const scanned = lines.map(head);
    expect(scanned.filter(Boolean).length).toBeGreaterThan(lines.length * 0.95);
    for (const [i, line] of lines.entries()) if (scanned[i]) expect(scanned[i]).toEqual(headOf(JSON.parse(line)));
  });

  test.each([
    ['as the API server writes', {}],
    ['with keys in another order', {shuffled: true}],
    ['with blanks', {spaced: true}],
    ['with escapes', {escaped: true}],
    ['with all of it', {shuffled: true, spaced: true, escaped: true}],
  ])('is that of the parsed event or not told, for random events %s', (_, manner) => {
    const random = seededRandom(34);
    let told = 0;
    for (let i = 0; i < 5000; i++) {
      const line = oddJson(randomEvent(random), random, manner);
      const scanned = head(line);
      if (!scanned) continue;
      told++;
      expect(scanned, line).toEqual(headOf(JSON.parse(line)));
    }
    expect(told).toBeGreaterThan('spaced' in manner ? 0 : 100);
  });

  const plain = JSON.stringify(auditEvent());
  test.each([
    ['a verb that comes again after all was read', plain.replace(/}$/, ',"verb":"delete"}')],
    ['a resource that comes again', plain.replace(/}$/, ',"objectRef":{"resource":"secrets"}}')],
    ['a status that comes again', plain.replace(/}$/, ',"responseStatus":{"code":403}}')],
    ['a stage that comes again, its key written with an escape', plain.replace(/}$/, ',"st\\u0061ge":"Panic"}')],
    ['a user that comes again', plain.replace(/}$/, ',"user":{"username":"bob"}}')],
    ['a user name that comes again', plain.replace('"alice"', '"alice","username":"bob"')],
    [
      'a user name in a flat key',
      plain.replace(/"user":\{[^}]*\}/, '"user":{}').replace(/}$/, ',"user.username":"bob"}'),
    ],
    ['a subresource in a flat key', plain.replace(/}$/, ',"objectRef.subresource":"exec"}')],
    ['a line that has no end', plain.slice(0, -10)],
    ['two objects in a line', `${plain}${plain}`],
    ['a list', `[${plain}]`],
    ['no audit event', '{"message":"hello"}'],
    ['text', 'hello'],
    ['nothing', ''],
  ])('is not told for %s', (_, line) => {
    expect(head(line)).toBeUndefined();
  });

  test('is told of a request without a resource', () => {
    const line = JSON.stringify(auditEvent({objectRef: undefined, requestURI: '/version', verb: 'get'}));
    expect(head(line)).toMatchObject({verb: 'get', resource: '', code: '200'});
  });

  test('takes no longer than in proportion to the length of a line', () => {
    const line = `{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"a","stage":"s","requestURI":"${'\\\\'.repeat(200_000)}","verb":"get","user":{${'{}'.repeat(200_000)}`;
    const parts = [line, `${line}}`, `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`];
    for (const part of parts) expect(head(part)).toBeUndefined();
  });

  test('is told of a line of twenty million characters', () => {
    expect(head(JSON.stringify(auditEvent({userAgent: 'x'.repeat(20_000_000)})))).toMatchObject({verb: 'list'});
  });
});
