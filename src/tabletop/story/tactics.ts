/** What an attacker is after, in the order in which a story tells it. */
export const TACTICS = [
  ...(['initial access', 'execution', 'discovery', 'persistence', 'privilege escalation'] as const),
  ...(['credential access', 'lateral movement', 'defense evasion', 'impact'] as const),
] as const;
export type Tactic = (typeof TACTICS)[number];

/**
 * The tactics of the techniques that scenarios of the package rehearse, by ATT&CK for Enterprise: of a technique of several
 * those for which it is used here.
 *
 * @see https://attack.mitre.org/matrices/enterprise/
 */
const BY_TECHNIQUE: Readonly<Record<string, readonly Tactic[]>> = {
  T1036: ['defense evasion'],
  T1046: ['discovery'],
  T1053: ['persistence', 'execution'],
  T1059: ['execution'],
  T1069: ['discovery'],
  T1070: ['defense evasion'],
  T1078: ['initial access', 'privilege escalation'],
  T1098: ['persistence', 'privilege escalation'],
  T1110: ['credential access', 'initial access'],
  T1133: ['initial access', 'persistence'],
  T1134: ['privilege escalation'],
  T1136: ['persistence'],
  T1190: ['initial access'],
  T1204: ['execution', 'initial access'],
  T1485: ['impact'],
  T1496: ['impact'],
  T1499: ['impact'],
  T1525: ['persistence'],
  T1528: ['credential access'],
  T1543: ['persistence', 'privilege escalation'],
  T1546: ['persistence', 'privilege escalation'],
  T1550: ['lateral movement'],
  T1552: ['credential access'],
  T1557: ['credential access', 'impact'],
  T1562: ['defense evasion'],
  T1609: ['execution'],
  T1610: ['execution'],
  T1611: ['privilege escalation'],
  T1613: ['discovery'],
  T1685: ['defense evasion'],
  T1686: ['defense evasion'],
};

/** The tactics of a scenario, by its tags. */
export function tacticsOf({tags}: {tags: Readonly<Record<string, readonly string[]>>}): Tactic[] {
  const techniques = (tags.attack ?? []).map(id => id.split('.')[0] ?? id);
  return [...new Set(techniques.flatMap(id => BY_TECHNIQUE[id] ?? []))];
}
