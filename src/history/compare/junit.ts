import {escapeMarkup} from '../../report/xml.js';
import type {Link} from '../judge/night.js';
import type {Compared, Comparison} from './compare.js';
import {comparedText, titleOf} from './words.js';

/**
 * A comparison for CI servers: a test case for each scenario and each link that was put beside earlier nights. What counts
 * for gates is a failure, what is not known an error; what should be looked at stands in the output of its case.
 *
 * @see https://maven.apache.org/surefire/maven-surefire-plugin/xsd/surefire-test-report.xsd
 */
export function compareJunit(comparison: Comparison): string {
  const {findings, unknown, unmeasured, first, links, undecided, drill} = comparison;
  const cases = [
    ...Object.keys(first).map(name =>
      caseOf(
        name,
        findings.filter(({tier, scenarios}) => tier !== 'link' && scenarios.includes(name)),
        unknown.includes(name),
      ),
    ),
    ...links.map(({link}: {link: Link}) =>
      caseOf(
        `link ${link}`,
        findings.filter(f => f.tier === 'link' && f.link === link),
        unmeasured.includes(link),
      ),
    ),
    // Without anything to put it beside there is no other case that could say so.
    ...(comparison.compared
      ? []
      : [{name: 'baseline', body: `<error type="unknown" message="${escapeMarkup(undecided.join('; '))}"/>`}]),
  ];
  const count = (element: string) => cases.filter(({body}) => body.includes(`<${element}`)).length;
  const counts = `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="0"`;
  const lines = cases.map(({name, body}) => {
    const head = `    <testcase classname="${escapeMarkup(drill)}" name="${escapeMarkup(name)}" time="0"`;
    return body ? `${head}>${body}</testcase>` : `${head}/>`;
  });
  const suite = `  <testsuite name="${escapeMarkup(titleOf(comparison))}" ${counts} time="0">`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    suite,
    ...lines,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');

  function caseOf(name: string, of: readonly Compared[], isUnknown: boolean): {name: string; body: string} {
    const text = (finding: Compared) => escapeMarkup(comparedText(finding, comparison));
    const gate = of.filter(({severity}) => severity === 'gate').map(text);
    const rest = of.filter(({severity}) => severity !== 'gate').map(text);
    const failure = gate.length ? `<failure type="worse" message="${gate.join('; ')}"/>` : '';
    const error = !failure && isUnknown ? '<error type="unknown" message="not known whether it is as before"/>' : '';
    return {name, body: `${failure}${error}${rest.length ? `<system-out>${rest.join('; ')}</system-out>` : ''}`};
  }
}
