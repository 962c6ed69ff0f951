/** A column of a master scenario events list, as exercise planners name them. */
interface Column {
  title: string;
  /** Needed in a list that somebody else has made. */
  required?: true;
  /** What others call it, among them Cadence's sheets; without case, and with a space for everything but letters, digits and #. */
  also: readonly string[];
}

/** The columns of a list, in order. */
export const COLUMNS = {
  number: {
    title: 'Inject #',
    required: true,
    also: [
      '#',
      'number',
      'inject number',
      'inject no',
      'inj #',
      'inj#',
      'no',
      'id',
      'msel #',
      'msel number',
      'msel no',
    ],
  },
  title: {
    title: 'Title',
    required: true,
    also: ['inject title', 'name', 'inject name', 'event', 'event title', 'inject', 'subject'],
  },
  scheduled: {
    title: 'Scheduled Time',
    required: true,
    also: ['time', 'scheduled', 'wall clock', 'wall time', 'planned time', 'inject dtg', 'dtg', 'date time'],
  },
  delivered: {title: 'Delivery Time', also: ['fired at', 'delivered', 'delivered at', 'actual time', 'actual dtg']},
  day: {title: 'Scenario Day', also: ['day', 'exercise day', 'sim day']},
  storyTime: {title: 'Scenario Time', also: ['sim time', 'story time', 'exercise time']},
  description: {
    title: 'Description',
    required: true,
    also: [
      ...['desc', 'details', 'inject description', 'narrative', 'inject details', 'text', 'script'],
      ...['description script', 'detailed statement', 'message'],
    ],
  },
  from: {
    title: 'From',
    also: ['from source', 'source', 'sender', 'originator', 'sent by', 'sent from', 'send from', 'initiated by'],
  },
  to: {
    title: 'To',
    required: true,
    also: ['to target', 'target', 'recipient', 'recipients', 'receiver', 'sent to', 'send to', 'for', 'audience'],
  },
  method: {
    title: 'Method',
    also: ['delivery method', 'delivery', 'means', 'inject mode', 'modality', 'via'],
  },
  expect: {
    title: 'Expected Action',
    also: [
      ...['expected response', 'response', 'action', 'anticipated response', 'expected outcome', 'expected actions'],
      ...['remarks expected outcome', 'expected player action'],
    ],
  },
  notes: {
    title: 'Controller Notes',
    also: ['notes', 'comments', 'remarks', 'notes remarks', 'comments notes'],
  },
  phase: {title: 'Phase', also: ['exercise phase', 'phase name']},
  objectives: {title: 'Objectives', also: ['objective', 'objective #', 'related objective', 'core capability']},
  kind: {title: 'Type', also: ['inject type', 'category', 'inject category']},
  trigger: {title: 'Trigger', also: ['trigger type', 'activation', 'fire mode']},
  status: {title: 'Status', also: ['inject status']},
} as const satisfies Record<string, Column>;

export type ColumnKey = keyof typeof COLUMNS;
/** A line of a list. */
export type Row = Record<ColumnKey, string>;

/** The keys of the columns, in their order. */
export const COLUMN_KEYS = Object.keys(COLUMNS) as ColumnKey[];

/** A header as it is compared: without case, and with a space for everything but letters, digits and #. */
const plain = (header: string): string =>
  header
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}#]+/gu, ' ')
    .trim();

const byHeader = new Map<string, ColumnKey>(
  COLUMN_KEYS.flatMap(key => [COLUMNS[key].title, ...COLUMNS[key].also].map(name => [plain(name), key] as const)),
);

/** The column that a header means; undefined where it means none. */
export const columnOf = (header: string): ColumnKey | undefined => byHeader.get(plain(header));

/** A list as a table of texts, its headers first. */
export const tableOf = (rows: readonly Row[]): string[][] => [
  COLUMN_KEYS.map(key => COLUMNS[key].title),
  ...rows.map(row => COLUMN_KEYS.map(key => row[key])),
];
