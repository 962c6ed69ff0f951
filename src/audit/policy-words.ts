/** Parts of objects that have a path of their own, of any built-in resource. */
export const SUBRESOURCES: readonly string[] = [
  ...['approval', 'attach', 'binding', 'ephemeralcontainers', 'eviction', 'exec', 'finalize', 'log', 'portforward'],
  ...['proxy', 'resize', 'scale', 'status', 'token'],
];

/** Verbs of requests for resources, as the audit policy has them. */
export const RESOURCE_VERBS: readonly string[] = [
  ...['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection', 'proxy'],
];
/** Verbs of every other request: its method in lower case. */
export const OTHER_VERBS: readonly string[] = [
  ...['get', 'head', 'post', 'put', 'patch', 'delete', 'options', 'connect', 'trace'],
];
