/** What a participant is called in the cluster: as Kubernetes takes it, and unlike anybody else's. */
export function accountName({name, id}: {name: string; id: string}): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 30);
  return plain && plain !== 'default' ? plain : id;
}
