import {annotationName} from '../../audit/annotation-name.js';
import {AUDIT_FIELDS, isAuditField, OPEN_FIELDS} from '../../audit/fields.js';
import {afterSigns, plain} from '../../lib/text/plain-name.js';

/** Below these, a number may be a key of somebody's own, and not a place in a list. */
const MAPS = ['annotations', 'labels', 'extra', 'data', 'stringData', 'binaryData', 'matchLabels', 'nodeSelector'];

/** What stores put before the fields of an event that they keep whole. */
const PREFIXES = [
  ...['kubernetes.audit.', 'k8s.audit.', 'kube_audit.', 'kubernetes_audit.', 'k8s_audit.', 'audit.', 'json.'],
  ...['jsonPayload.', 'properties.log.', '_source.', 'event.original.', 'message.'],
];

const BY_PLAIN_NAME = new Map(AUDIT_FIELDS.map(field => [plain(field), field]));
/** The longest first: a field is below the one that says most of it. */
const OPEN = [...OPEN_FIELDS].sort((a, b) => b.length - a.length);

/**
 * The field of an audit event that is written in the manner of some other pipeline: with a prefix of its store, quoted
 * or escaped dots, places in lists, other case, or underscores for dots. Undefined when it is none, or right already.
 */
export function respelled(path: string): string | undefined {
  const bare = withoutSubfield(withoutPlaces(unquoted(path).replace(/^[@$.]+/, '')));
  const found =
    known(bare) ?? PREFIXES.flatMap(prefix => known(afterPrefix(bare, prefix)) ?? [])[0] ?? known(tailOf(bare));
  return found === path ? undefined : found;
}

/** Whether events have a field under this very name. */
export const isRightName = (path: string): boolean => respelled(path) === undefined && isAuditField(path);

/** A path without the prefix of a store; undefined when it has none. */
export const withoutPrefix = (path: string): string | undefined =>
  PREFIXES.map(prefix => afterPrefix(path, prefix)).find(Boolean);

const afterPrefix = (path: string, prefix: string): string =>
  path.toLowerCase().startsWith(prefix.toLowerCase()) ? path.slice(prefix.length) : '';

/** What of a path is a field of several parts on its own, whatever is before it. */
function tailOf(path: string): string {
  const parts = path.split('.');
  for (let from = 1; from < parts.length - 1; from++) {
    const tail = parts.slice(from).join('.');
    if (isAuditField(tail)) return tail;
  }
  return '';
}

/** A path under its own name, if it is one at all. */
function known(path: string): string | undefined {
  if (path === '') return undefined;
  const head = OPEN.find(open => path === open || path.startsWith(`${open}.`));
  if (head === 'annotations' && path !== head) return `annotations.${annotationName(path.slice(head.length + 1))}`;
  if (head !== undefined || AUDIT_FIELDS.includes(path)) return path;
  const name = plain(path);
  return BY_PLAIN_NAME.get(name) ?? belowOpen(path, name);
}

/** `request_object.spec.hostNetwork`, `requestObject_spec_hostNetwork`, `annotations_authorization_k8s_io_decision`. */
function belowOpen(path: string, name: string): string | undefined {
  const head = OPEN.find(open => name.startsWith(plain(open)));
  if (head === undefined) return undefined;
  const rest = afterSigns(path, plain(head).length);
  // A sign ends the word: requestObjects is another.
  if (/^[a-z0-9]/i.test(path.slice(0, -rest.length || undefined).at(-1) ?? '') && rest !== '') return undefined;
  if (rest === '') return head;
  if (head === 'annotations') return `annotations.${annotationName(rest)}`;
  return `${head}.${rest.includes('.') ? rest : rest.replaceAll('_', '.')}`;
}

/** Dots that are quoted or escaped, since they belong to a key, are dots here: `a."b.c"`, `a['b.c']`, `a.b\\.c`. */
const unquoted = (path: string): string =>
  path
    .replace(/\[\s*(["'`])(.*?)\1\s*\]/g, '.$2')
    .replace(/(["'`])(.*?)\1/g, '$2')
    .replace(/\\+(?=[./\-_])/g, '')
    .replace(/^\./, '');

/** Lists are crossed without a word: `[*]`, `[]`, `[0]`, `{}`, `.*`, `.0` and `#` say what goes without saying. */
function withoutPlaces(path: string): string {
  const parts = path.replace(/\[(?:\*|\d*|#)\]|\{(?:\d*)\}/g, '').split('.');
  return parts
    .filter((part, i) => part !== '' && !(isPlace(part) && i > 0 && !parts.slice(0, i).some(p => MAPS.includes(p))))
    .join('.');
}

/** Elasticsearch keeps a text once more to be compared as a whole: `objectRef.resource.keyword`. */
function withoutSubfield(path: string): string {
  const [, field = '', kind = ''] = /^(.+)\.(keyword|caseless|raw|text)$/.exec(path) ?? [];
  const parts = field.split('.');
  if (field === '' || parts.some(part => MAPS.includes(part))) return path;
  return kind === 'keyword' || AUDIT_FIELDS.includes(field) ? field : path;
}

const isPlace = (part: string): boolean => /^(?:\d+|\*|#)$/.test(part);
