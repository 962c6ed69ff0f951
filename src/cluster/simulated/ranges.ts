/** Hands out cluster addresses and node ports, each once, from the ranges that kubeadm configures. */
export class Ranges {
  #addresses = 10;
  #ports = 30_000;

  next(range: 'clusterIP' | 'nodePort'): string | number {
    if (range === 'nodePort') return ++this.#ports;
    const n = ++this.#addresses;
    return `10.96.${(n >> 8) & 255}.${n & 255}`;
  }
}
