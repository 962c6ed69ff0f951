import {createHash} from 'node:crypto';

/**
 * The labels by which jiralert knows the issue of a group of alerts: by default its labels in the form of a metric, and
 * with `-hash-jira-label` the hash of them. None for a group of everything: its label is the same everywhere.
 *
 * @see https://github.com/prometheus-community/jiralert/blob/master/pkg/notify/notify.go toGroupTicketLabel
 */
export function jiralertLabels(groupLabels: Readonly<Record<string, string>>): string[] {
  const pairs = inOrder(Object.keys(groupLabels)).map(name => `${name}=${goQuoted(groupLabels[name] ?? '')}`);
  if (!pairs.length) return [];
  const hash = createHash('sha512').update(pairs.map(pair => `${pair},`).join(''));
  return [`ALERT{${pairs.join()}}`.replaceAll(' ', ''), `JIRALERT{${hash.digest('hex')}}`];
}

const NAME = 'alertname';

/** As Alertmanager's templates sort labels: the alert's name first, the others by their bytes. */
const inOrder = (names: readonly string[]): string[] => [
  ...names.filter(name => name === NAME),
  ...names.filter(name => name !== NAME).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
];

const SHORT: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
};

/** A text as Go's `%q` writes it. */
const goQuoted = (text: string): string => `"${[...text].map(goEscaped).join('')}"`;

function goEscaped(character: string): string {
  const short = SHORT[character];
  if (short !== undefined) return short;
  if (character === ' ' || !/[\p{C}\p{Z}]/u.test(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code < 0x1_0000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
}
