const LONGEST = 63;
const NAME = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const PARTS =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

/** What is wrong with the part of a qualified name behind its prefix, as Kubernetes says it. */
export function keyProblems(key: string): string[] {
  if (key.includes('/'))
    return [`a qualified name ${PARTS} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  return [
    ...(key ? [] : ['name part must be non-empty']),
    ...(key.length > LONGEST ? [`name part must be no more than ${LONGEST} characters`] : []),
    ...(NAME.test(key) ? [] : [`name part ${PARTS}`]),
  ];
}
