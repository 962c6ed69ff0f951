import {basename} from 'node:path';
import {makePlan} from '../../build/drill/plan/plan.js';
import {attackRequests} from '../../build/drill/plan/planned-requests.js';
import {blocks, code, link, list, table, text} from '../../build/report/markdown/text.js';
import {stepName} from '../../build/run/step-name.js';
import {actorText, checkText, expectationText, stepText} from '../../build/scenario/describe.js';
import {textIn} from '../../build/scenario/exercise/people.js';
import {FRAMEWORKS, TECHNIQUES} from '../../build/scenario/frameworks.js';
import {loadDrill} from '../../build/scenario/load.js';
import {procedureOf} from '../../build/scenario/procedures/load.js';
import {GENERATED} from './block.js';
import {recordedEvent} from './recorded-event.js';
import {span} from './span.js';
import {tagLink} from './tags.js';

/** Its rules of play are of no interest here, but there is no plan without any. */
const DRILL = loadDrill('core');

/** One scenario for people, from its file and the rules that are meant for it. */
export function scenarioPage(scenario, variants, rules) {
  const {id, title, description, severity, needs, tags, file} = scenario;
  const source = basename(file);
  return `${blocks(
    GENERATED,
    `# ${text(textIn(title, 'en'))}`,
    [
      ...[
        code(id),
        `severity ${severity}`,
        `needs ${needs.join(', ')}`,
        ...(scenario.destructive ? ['destructive'] : []),
      ],
      ...[`[${source}](../../scenarios/${source})`, '[all scenarios](README.md)'],
    ].join(' · '),
    text(description.trim()),
    table([['framework', 'technique'], ...tagRows(tags)]),
    ...played(scenario, '##'),
    '## Rules that are meant for it',
    ruleLines([scenario, ...variants], rules),
    ...recordedEvent(scenario, rules),
    '## Prevention',
    text(scenario.prevent.trim()),
    ...variants.flatMap(variant => variantBlocks(variant, scenario)),
    ...procedureBlocks([scenario, ...variants]),
    scenario.references.length ? `## References\n\n${list(scenario.references.map(link))}` : undefined,
    '## Run it',
    `\`\`\`sh\n${[scenario, ...variants].map(s => `kubedrill run ${s.id}`).join('\n')}\n\`\`\``,
  )}\n`;
}

const tagRows = tags =>
  Object.entries(tags).flatMap(([framework, ids]) =>
    ids.map(id => [FRAMEWORKS[framework], `${tagLink(framework, id)} ${text(TECHNIQUES[framework][id] ?? '')}`]),
  );

/** What happens, in the order in which it does. */
function played(scenario, heading) {
  const {actor, setUp, undo, expect, benign, contain} = scenario;
  return [
    `${heading} Attack`,
    `By ${text(actorText(actor))}.`,
    setUp.length ? `Set up first by the drill: ${setUp.map(step => span(stepText(step))).join(', ')}.` : undefined,
    attackLines(scenario),
    undo.length ? `Put back at the end: ${undo.map(step => span(stepText(step))).join(', ')}.` : undefined,
    `${heading} What must be seen`,
    list(expect.map(e => text(expectationText(e)))),
    `${heading} Benign twin, which must not alert`,
    benign.length ? list(benign.map(step => span(stepText(step)))) : 'None.',
    `${heading} Containment`,
    contain.length
      ? `Rehearsed: ${contain.map(c => `${span(`${c.gone} ${c.name}`)} is gone within ${c.within}`).join(', ')}.`
      : 'None is rehearsed.',
    ...asked(scenario),
  ];
}

/** What people have to do in a drill with `--respond`. */
function asked({respond}) {
  if (!respond) return [];
  const {contain, preserve} = respond;
  return [
    contain.checks.length
      ? `People have ${contain.within} until all of this holds:\n\n${list(contain.checks.map(c => text(checkText(c))))}`
      : 'People have nothing to contain in the cluster.',
    preserve.length
      ? `To be read before it is deleted: ${preserve.map(p => span(`${p.resource} ${p.name}`)).join(', ')}.`
      : undefined,
  ];
}

/** The written procedures of a scenario and its variants, each once, each step with what shows that it was done. */
function procedureBlocks(scenarios) {
  const named = scenarios.flatMap(s => procedureOf(s) ?? []);
  const each = named.filter(({file}, index) => named.findIndex(other => other.file === file) === index);
  return each.flatMap(({title, owner, file, steps}) => {
    const source = basename(file);
    const lines = steps.map(({role, text: said, seen}) => {
      const aside = [role, seen && `seen by ${seenBy(seen)}`].filter(Boolean).join(', ');
      return `${text(textIn(said, 'en'))}${aside ? ` (${text(aside)})` : ''}`;
    });
    return [
      `## Procedure: ${text(textIn(title, 'en'))}`,
      `[${source}](../../procedures/${source}), kept by ${text(owner)}.`,
      list(lines),
    ];
  });
}

const SEEN = {acknowledged: 'an acknowledgement', ticked: 'an observer'};

function seenBy(seen) {
  if (typeof seen !== 'object') return SEEN[seen];
  return 'check' in seen ? `the check ${seen.check}` : `${seen.preserved} read before they are deleted`;
}

function attackLines(scenario) {
  const requests = attackRequests(scenario, makePlan(DRILL, [scenario], {}, {run: '000000'}));
  const lines = scenario.attack.map((step, index) => {
    const name = stepName(step, index);
    const sent = requests.filter(r => r.step === name).map(r => span(`${r.method} ${r.path}`));
    return `${index + 1}. ${[`${span(name)}: ${span(stepText(step))}`, ...sent].join(' → ')}`;
  });
  return lines.join('\n');
}

/** The rules that any of the scenarios expects, each once. */
function ruleLines(scenarios, rules) {
  const ids = [...new Set(scenarios.flatMap(s => s.expect.flatMap(e => e.rule ?? [])))];
  const lines = ids.map(id => {
    const rule = rules.find(r => r.id === id);
    if (!rule) return `${code(id)}, which is not in rules/`;
    const source = basename(rule.file);
    const noise = rule.falsepositives
      .filter(f => !/^none\b/i.test(f))
      .map(f => `\n  - may be a false alarm: ${text(f)}`)
      .join('');
    return `[${id}](../../rules/${source}): ${text(rule.title)} (${rule.level})${noise}`;
  });
  return lines.length ? list(lines) : 'None: any alert on the attack counts.';
}

/** A variant that says nothing of its own keeps the words of its scenario, which need not be read twice. */
const variantBlocks = (variant, base) => [
  `## Variant ${code(variant.id)}: ${text(textIn(variant.title, 'en'))}`,
  variant.description === base.description ? undefined : text(variant.description.trim()),
  ...played(variant, '###'),
];
