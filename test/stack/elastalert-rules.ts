/** ElastAlert2's rules for the core drill, on records as rsyslog leaves them in the index `k8s-audit`. */
export function coreRules(index: string, url: string): Record<string, unknown>[] {
  const rule = (name: string, terms: Record<string, string | number>, more: object = {}) => ({
    name,
    type: 'any',
    index,
    filter: Object.entries(terms).map(([field, value]) => ({term: {[field]: value}})),
    realert: {seconds: 0},
    alert: ['post2'],
    http_post2_url: url,
    ...more,
  });
  return [
    rule('secrets listed', {'objectRef.resource.keyword': 'secrets', 'verb.keyword': 'list'}),
    rule('privileged pod', {'requestObject.spec.containers.securityContext.privileged': 'true'}),
    rule('cluster-admin bound', {
      'objectRef.resource.keyword': 'clusterrolebindings',
      'requestObject.roleRef.name': 'cluster-admin',
    }),
    rule('exec', {'objectRef.subresource.keyword': 'exec', 'stage.keyword': 'ResponseStarted'}),
    rule(
      'invalid credentials',
      {'responseStatus.code': 401},
      {type: 'frequency', num_events: 5, timeframe: {minutes: 5}, attach_related: true},
    ),
  ];
}
