import type {Outcome} from './play.js';

/** What is another at each command, or on each server, and means nothing. */
const VOLATILE: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uuid>'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<time>'],
  [/\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}/g, '<time>'],
  [/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+0000 UTC/g, '<time>'],
  [/X509SHA256=[0-9a-f]{64}/g, 'X509SHA256=<hash>'],
  [/\b10\.(96|0)\.\d+\.\d+\b/g, '<cluster address>'],
  [/\b10\.244\.\d+\.\d+\b/g, '<pod address>'],
  [/\b127\.0\.0\.1:\d+\b/g, '<address>'],
  [/(resourceVersion"?: "?)\d+/g, '$1<version>'],
  [/(?<=\s)\d+[smhd](\d+[smhd])?(?=\s|$|\))/gm, '<age>'],
  [/\b(nodePort"?: |80:)3\d{4}/g, '$1<port>'],
  // What makes the names of ReplicaSets and of pods each other's.
  [/\b(api|web|greedy|store)-[bcdfghjklmnpqrstvwxz2456789]{7,10}(-[bcdfghjklmnpqrstvwxz2456789]{5})?\b/g, '$1-<hash>'],
  [/\b(pod-template-hash["=: ]+)[bcdfghjklmnpqrstvwxz2456789]{7,10}\b/g, '$1<hash>'],
  [/\b(agent|once|store)-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '$1-<suffix>'],
  [/kube-api-access-[a-z0-9]{5}/g, 'kube-api-access-<suffix>'],
  // How wide a column is depends on all of the above.
  [/(?<=\S) {2,}/g, '  '],
  [/ +$/gm, ''],
  [/<none> {2,}/g, '<none>  '],
];

/** The outcome of a line without what is volatile. */
export const settled = ({line, code, stdout, stderr}: Outcome): Outcome => ({
  line,
  code,
  stdout: settle(stdout),
  stderr: settle(stderr),
});

const settle = (text: string): string =>
  VOLATILE.reduce((result, [pattern, name]) => result.replace(pattern, name), text);
