import {describe, expect, test} from 'vitest';
import writeExcelFile from 'write-excel-file/node';
import {csvOf} from '../../src/lib/text/csv.js';
import {type Row, tableOf} from '../../src/scenario/msel/columns.js';
import {readCsv} from '../../src/scenario/msel/csv.js';
import {readList} from '../../src/scenario/msel/read.js';
import {toRows} from '../../src/scenario/msel/rows.js';
import {fromRows} from '../../src/scenario/msel/script.js';
import {fromStart, readTime, storyWords} from '../../src/scenario/msel/times.js';
import {readTrigger, triggerWords} from '../../src/scenario/msel/trigger.js';
import {readXlsx, xlsxOf} from '../../src/scenario/msel/xlsx.js';
import {Drill} from '../../src/scenario/schema.js';
import {zipOf} from '../helpers/zip.js';

const DRILL = Drill.parse({
  title: 'T',
  description: 'D',
  scenarios: ['a', 'b'],
  roles: [
    {id: 'lead', kind: 'controls'},
    {id: 'responder', kind: 'responds', can: ['ask']},
    {id: 'press', kind: 'responds', can: ['notify']},
  ],
  objectives: [{id: 'O1', text: 'x'}],
  pace: {story: {start: 'Sat 23:50', scale: 2}},
  questions: [{id: 'Q1', text: 'q', answer: {match: 'xyz'}}],
  script: [
    {id: 'I1', at: '10m', attack: 'a', objectives: ['O1'], title: {en: 'Begin', de: 'Anfang'}},
    {id: 'I2', after: {event: 'acknowledged', of: 'a', delay: '90s'}, orAt: '9m', attack: 'b', kind: 'adaptive'},
    {id: 'I3', manual: true, text: {en: '=cmd()', de: '-1'}, to: ['responder', 'press'], via: 'mail', from: '+49 30'},
    {id: 'I4', at: '1500ms', ask: 'Q1', notes: 'Two\nlines, with "quotes"', expect: "'=a"},
  ],
});

const readAgain = (table: string[][], language?: string) => fromRows(readList(table).rows, DRILL, language);

/** The table of the drill with cells changed, by `line title`. */
function changed(cells: Record<string, string>): string[][] {
  const [headers = [], ...lines] = tableOf(toRows(DRILL));
  const set = Object.entries(cells).map(([place, value]) => [...(/^(\d+) (.+)$/.exec(place) ?? []), value]);
  return [
    headers,
    ...lines.map((line, n) =>
      line.map((cell, i) => set.find(([, at, title]) => Number(at) === n + 2 && title === headers[i])?.[3] ?? cell),
    ),
  ];
}

test('a list has the columns of a master scenario events list, and one line for each inject', () => {
  const [headers, first, second] = tableOf(toRows(DRILL));
  expect(headers?.join(', ')).toBe(
    'Inject #, Title, Scheduled Time, Delivery Time, Scenario Day, Scenario Time, Description, From, To, Method, Expected Action, Controller Notes, Phase, Objectives, Type, Trigger, Status',
  );
  expect(first).toEqual([
    'I1',
    'Begin',
    '00:10:00',
    '',
    '2',
    '00:10',
    'Attack: a',
    '',
    '',
    'chat',
    '',
    '',
    '',
    'O1',
    'informational',
    'at 10 m',
    'planned',
  ]);
  expect(second?.slice(-3)).toEqual(['adaptive', '90 s after a is acknowledged, at the latest at 9 m', 'planned']);
  expect(toRows(DRILL, 'de')[0]?.title).toBe('Anfang');
});

describe('a list that goes out and comes back is the same script', () => {
  test.each(['en', 'de'])('as CSV, in %s', language => {
    const csv = csvOf(tableOf(toRows(DRILL, language)));
    expect(readAgain(readCsv(csv), language)).toEqual({
      ...{script: DRILL.script, lines: [2, 3, 4, 5], problems: [], notes: []},
    });
  });

  test('as Excel', async () => {
    const xlsx = await xlsxOf(tableOf(toRows(DRILL)));
    expect(readAgain(await readXlsx(xlsx))).toMatchObject({script: DRILL.script, problems: [], notes: []});
  });
});

describe('CSV', () => {
  const FORMULAS = ['=cmd()', '+1', '-1', '@sum', '\tx', '\rx', '\n=x', "'=x", "''+x"];

  test('has nothing in it that a spreadsheet calculates, and gives it back', () => {
    expect(csvOf([['=cmd()']])).toBe("\uFEFF'=cmd()\r\n");
    for (const cell of FORMULAS) {
      const [, shown = ''] = /^\uFEFF"?(.)/su.exec(csvOf([[cell]])) ?? [];
      expect(shown).toBe("'");
    }
    const table = [FORMULAS, ["'quoted'", ' = ', 'a,b', 'a"b', 'a\nb', '', 'ä ', '1-2', 'x']];
    expect(readCsv(csvOf(table))).toEqual(table);
  });

  test('may have semicolons or tabs, as Excel writes it elsewhere', () => {
    expect(readCsv('Inject #;Title;To\r\nI1;"a;b";c\r\n')[1]).toEqual(['I1', 'a;b', 'c']);
    expect(readCsv('Inject #\tTitle\nI1\ta,b\n')[1]).toEqual(['I1', 'a,b']);
  });

  test('is refused with more than 5,000 rows, or where it is none', () => {
    expect(readCsv(`h\n${'x\n'.repeat(5000)}`)).toHaveLength(5001);
    expect(() => readCsv(`h\n${'x\n'.repeat(5001)}`)).toThrow('has more than 5000 rows');
    expect(() => readCsv('a,b\n"never closed')).toThrow(/[Qq]uote/);
  });
});

describe('a trigger in words', () => {
  test.each([
    ['at 2 m', {at: '2m'}],
    [
      '2 m after secrets-listed is acknowledged, at the latest at 9 m',
      {after: {event: 'acknowledged', of: 'secrets-listed', delay: '2m'}, orAt: '9m'},
    ],
    ['after anything is detected', {after: {event: 'detected', delay: '0s'}}],
    ['1.5 h after a:b is missed', {after: {event: 'missed', of: 'a:b', delay: '1.5h'}}],
    ['when a is contained', {when: {is: 'contained', of: 'a'}}],
    ['when a is not contained for 8 m', {when: {not: 'contained', of: 'a', for: '8m'}}],
    ['when nothing is declared for 250 ms', {when: {not: 'declared', for: '250ms'}}],
    ['when anything is missed, unless Q1 is answered', {when: {is: 'missed'}, unless: {answered: 'Q1'}}],
    ['when D1 is decided', {when: {decided: 'D1'}}],
    [
      'when D1 is decided as watch for 6 m, unless a is contained',
      {when: {decided: 'D1', as: 'watch', for: '6m'}, unless: {is: 'contained', of: 'a'}},
    ],
    ['manual, at the latest at 30 s', {manual: true, orAt: '30s'}],
    ['after a decision', {}],
    ['at 59 s', {at: '59s'}],
    ['at 1:00, at the latest at 10:08', {at: '60s', orAt: '608s'}],
  ] as const)('%s', (words, trigger) => {
    expect(triggerWords(trigger)).toBe(words);
    expect(readTrigger(words)).toEqual(trigger);
  });

  test.each([
    '',
    'soon',
    'at 2',
    'at 2:60',
    'at 2 m, perhaps',
    'when a',
    'when a is happy',
    'after a is b',
    'unless a is contained',
  ])('%j says nothing', words => {
    expect(readTrigger(words)).toBeUndefined();
  });
});

test('a trigger may have capitals', () => {
  expect(readTrigger(' At 2 M')).toEqual({at: '2m'});
  expect(readTrigger('When Nothing is Declared for 5 m,  Unless Q1 is answered')).toEqual({
    ...{when: {not: 'declared', for: '5m'}, unless: {answered: 'Q1'}},
  });
});

test.each([
  ['9:05', 545],
  ['00:02:30', 2.5],
  ['+12:00', 720],
  ['9:05 PM', 1265],
  ['12:30 am', 30],
  ['0905', 545],
  ['210905AUG26', 545],
  ['2026-08-21T09:05:00Z', 545],
  ['21/08/2026 09:05 CDT', 545],
  ['0.5', 720],
  ['soon', undefined],
  ['9:75', undefined],
  ['', undefined],
])('the time %j is minute %s', (cell, minute) => {
  const ms = readTime(cell);
  expect(ms === undefined ? undefined : ms / 60_000).toBe(minute);
});

test('times of day count from the earliest, times from the start stay, and days are added', () => {
  const hour = 3_600_000;
  expect(fromStart([10 * hour, 9 * hour, undefined], [])).toEqual({ms: [hour, 0, undefined], from: '09:00:00'});
  expect(fromStart([0, 2 * hour], [])).toEqual({ms: [0, 2 * hour]});
  expect(fromStart([23 * hour, hour], [1, 2])).toEqual({ms: [0, 2 * hour], from: '23:00:00'});
  expect(storyWords({start: 'in the night', scale: 1}, 0)).toEqual({day: '', storyTime: ''});
});

/** The sheet of a tool for exercises, by its own names of columns. */
const CADENCE = [
  ...[
    'Inject #',
    'Title',
    'Description',
    'Scheduled Time',
    'Scenario Day',
    'Scenario Time',
    'From / Source',
    'To / Target',
  ],
  ...[
    'Delivery Method',
    'Track',
    'Phase',
    'Expected Action',
    'Notes',
    'Priority',
    'Location',
    'Responsible Controller',
  ],
];

test('an Excel sheet of Cadence is read: no needed column is missing, and what is not known here is said', async () => {
  const rows = [
    [
      1,
      'Alarm',
      'The SIEM rings',
      new Date('1899-12-30T09:00:00Z'),
      1,
      '',
      'SOC',
      'Responder',
      'Email',
      'Cyber',
      'Respond',
      'Ack',
      'n',
      1,
      'HQ',
      'Ann',
    ],
    [
      2,
      'Press',
      '=HYPERLINK("x")',
      '09:20',
      1,
      '',
      'Press',
      'EOC Director',
      'Carrier pigeon',
      'PIO',
      'Respond',
      '',
      '',
      2,
      '',
      '',
    ],
    [null, '', '', '', null, '', '', '', '', '', '', '', '', null, '', ''],
    [3, 'No time', 'Later', '', 1, '', '', 'Press, Responder', 'Verbal', '', '', '', '', 1, '', ''],
  ];
  const cell = (value: unknown) =>
    value instanceof Date ? {value, type: Date, format: 'hh:mm'} : value === null ? null : (value as string);
  const sheets = [
    {data: [['Read me'], ['Title', 'x']], sheet: 'Instructions'},
    {data: [CADENCE, ...rows.map(row => row.map(cell))], sheet: 'MSEL'},
  ];
  const list = readList(await readXlsx(await writeExcelFile(sheets as never).toBuffer()));
  expect(list).toMatchObject({missing: [], unknown: ['Track', 'Priority', 'Location', 'Responsible Controller']});
  const {script, lines, problems, notes} = fromRows(list.rows, {...DRILL, script: []});
  expect(problems).toEqual([]);
  expect(lines).toEqual([2, 3, 5]);
  expect(script).toMatchObject([
    {
      id: 'I1',
      at: '0m',
      title: 'Alarm',
      text: 'The SIEM rings',
      from: 'SOC',
      to: ['responder'],
      via: 'mail',
      expect: 'Ack',
      notes: 'n',
    },
    {id: 'I2', at: '20m', text: '=HYPERLINK("x")', to: [], via: 'chat'},
    {id: 'I3', manual: true, to: ['press', 'responder'], via: 'in person'},
  ]);
  expect(notes.map(({line, message}) => `${line} ${message}`)).toEqual([
    '1 times count from 09:00:00, the earliest in the list',
    '3 EOC Director is not a role of this drill: everybody who responds gets it',
    '3 the method Carrier pigeon is not known here: it is chat',
    '5 it has neither a time nor a trigger: the facilitator delivers it',
  ]);
});

describe('what was changed in a list', () => {
  test('changes that alone: a time, a trigger, words in one language', () => {
    const {script, notes} = readAgain(
      changed({'2 Scheduled Time': '0:12', '3 Trigger': 'manual', '4 Description': 'New', '5 To': 'press'}),
    );
    const [one, two, three, four] = DRILL.script;
    const {after: _, orAt: __, ...rest} = two ?? {};
    expect(script).toEqual([
      {...one, at: '12m'},
      {...rest, manual: true},
      {...three, text: {en: 'New', de: '-1'}},
      {...four, to: ['press']},
    ]);
    expect(notes).toEqual([{line: 4, message: 'the text is new in en alone: look at its other languages'}]);
  });

  test('takes an inject out, puts one in, and empties cells', () => {
    const [headers = [], one = [], , three = [], four = []] = changed({'5 Controller Notes': '', '4 To': ''});
    const fresh = headers.map(
      title => ({'Inject #': 'X 9', Description: 'Hello', Trigger: 'at 3 m', Type: 'Contingent'})[title] ?? '',
    );
    const {script, notes} = readAgain([headers, fresh, one, three, four]);
    expect(script.map(({id}) => id)).toEqual(['X-9', 'I1', 'I3', 'I4']);
    expect(script[0]).toMatchObject({at: '3m', text: 'Hello', kind: 'contingency', via: 'chat'});
    expect(script[2]?.to).toEqual([]);
    expect(script[3]).not.toHaveProperty('notes');
    expect(notes).toEqual([{line: 1, message: 'no longer in the list, and left out: I2'}]);
  });

  test('is refused where it cannot be read, every line at once', () => {
    const {problems} = readAgain(
      changed({'2 Trigger': 'whenever', '3 Scheduled Time': 'noon-ish', '4 Title': 'x'.repeat(201)}),
    );
    expect(problems).toEqual([
      {
        line: 2,
        message:
          'the trigger "whenever" is not known: write such as 2 m after pod-exec is detected, at the latest at 9 m, manual, or at 5 m',
      },
      {line: 3, message: 'the time "noon-ish" is not known: write hours and minutes, such as 00:05'},
      {line: 4, message: expect.stringMatching(/^title: .*200/)},
    ]);
  });

  test('in words of others: by hand, by the clock, by an event that only they know', () => {
    const rows = (trigger: string, scheduled = '') =>
      readAgain([
        ['Inject #', 'Title', 'Description', 'To', 'Scheduled Time', 'Trigger'],
        ['I7', 'T', 'D', '', scheduled, trigger],
      ]);
    expect(rows('Controller Action').script).toMatchObject([{manual: true}]);
    expect(rows('Scheduled', '0:05').script).toMatchObject([{at: '5m'}]);
    expect(rows('Player action')).toMatchObject({
      script: [{manual: true}],
      notes: [{line: 2, message: expect.stringContaining('does not say what it waits for')}, {}],
    });
  });
});

test('columns that are needed and not there are named; either time or trigger will do', () => {
  expect(readList([['Inject No.', 'SUBJECT', 'Colour']])).toEqual({
    rows: [],
    unknown: ['Colour'],
    missing: ['Scheduled Time', 'Description', 'To'],
  });
  expect(readList([['#', 'Name', 'Details', 'Recipient', 'Activation', '', 'Title']])).toMatchObject({
    missing: [],
    unknown: ['Title'],
  });
});

describe('an Excel file is refused', () => {
  const mib = (count: number) => Buffer.alloc(count * 1024 * 1024);

  test.each<[string, Buffer, string]>([
    ['that is a bomb', zipOf({'xl/workbook.xml': mib(40)}), 'holds more than 32 MiB when it is unpacked'],
    ['that is a bomb in pieces', zipOf({a: mib(20), b: mib(20)}), 'holds more than 32 MiB when it is unpacked'],
    ['that lies about its size', zipOf({'xl/workbook.xml': mib(40)}, 100), 'holds more than 32 MiB'],
    [
      'with too many parts',
      zipOf(Object.fromEntries(Array.from({length: 1001}, (_, n) => [`x${n}`, mib(0)]))),
      'has more than 1000 parts',
    ],
    ['that is cut off', Buffer.from('PK\x03\x04 and no more'), 'is not an Excel file'],
    ['that is another archive', zipOf({'a.txt': Buffer.from('hello')}), 'is not an Excel file'],
  ])('%s', async (_, bytes, why) => {
    await expect(readXlsx(bytes)).rejects.toThrow(why);
  });

  test('with more than 5,000 rows', async () => {
    const row = Object.fromEntries(Object.keys(toRows(DRILL)[0] ?? {}).map(key => [key, 'x'])) as Row;
    const xlsx = await xlsxOf(tableOf(Array.from({length: 5001}, () => row)));
    await expect(readXlsx(xlsx)).rejects.toThrow('has more than 5000 rows');
  });
});
