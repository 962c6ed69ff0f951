import type {ReactNode} from 'react';
import {formatDuration} from '../../../lib/duration.js';
import type {Measure} from '../../../response/measures.js';
import {Card, Nothing} from '../../parts/card.js';
import {useLive} from '../../parts/live.js';
import {Level, Mark, type Tone} from '../../parts/mark.js';
import {type AttackRow, attackRows} from '../../rows/attacks.js';
import {clockText} from '../../rows/times.js';

const VERDICTS: Readonly<Record<string, Tone>> = {
  ...{detected: 'good', prevented: 'good', late: 'warn', missed: 'bad'},
  ...{'not executed': 'warn', inconclusive: 'warn', skipped: 'calm', planned: 'calm', running: 'busy'},
};

/** Drill time is told as clocks tell it; what takes less than a minute is a machine's, and finer. */
const duration = (ms: number): string => (ms < 60_000 ? formatDuration(ms) : clockText(ms));

/** The attacks: what the machines saw, what people did, and what came of it. */
export function AttacksCard({actions}: {actions?: (row: AttackRow) => ReactNode}) {
  const {view, run, words} = useLive();
  const rows = attackRows(view, run);
  return (
    <Card place="attacks" title={words.attacks.title}>
      {!rows.length && <Nothing>{words.attacks.none}</Nothing>}
      <ul className="rows">
        {rows.map(row => (
          <li key={row.id} tabIndex={-1} className={row.isOpen ? 'open' : ''}>
            <Attack row={row} actions={actions?.(row)} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

const measured = (measure: Measure | undefined): string =>
  measure === undefined ? '–' : 'ms' in measure ? duration(measure.ms) : `> ${duration(measure.beyondMs)}`;

function Attack({row, actions}: {row: AttackRow; actions: ReactNode}) {
  const {words} = useLive();
  const {title, severity, verdict} = row;
  return (
    <>
      <div className="line">
        <h3>{title}</h3>
        <span>
          <Level level={severity} words={words.levels} />{' '}
          <Mark tone={VERDICTS[verdict] ?? 'calm'}>{words.attacks.verdicts[verdict] ?? verdict}</Mark>
        </span>
      </div>
      {verdict !== 'planned' && <Facts row={row} />}
      <div className="line plan">
        <Details row={row} />
        {actions}
      </div>
    </>
  );
}

function Facts({row}: {row: AttackRow}) {
  const {words} = useLive();
  const {detect, acknowledge, declaredT, contain, checks} = row;
  const held = checks.filter(({state}) => state === 'held').length;
  const sla = contain ? clockText(contain.slaMs) + (row.extraMs ? ` +${clockText(row.extraMs)}` : '') : '';
  return (
    <dl className="facts">
      <Fact name={words.attacks.detected}>{measured(detect)}</Fact>
      <Fact name={words.attacks.acknowledged}>
        {measured(acknowledge)} {acknowledge?.person}
      </Fact>
      <Fact name={words.attacks.declared}>{declaredT === undefined ? '–' : clockText(declaredT)}</Fact>
      <Fact name={words.attacks.contained}>
        {row.isContained ? (
          <Mark tone="good">{measured(contain)}</Mark>
        ) : (
          <span>{checks.length ? words.attacks.checks(held, checks.length) : '–'}</span>
        )}
        {sla && <span className="quiet"> {words.clock.of(sla)}</span>}
      </Fact>
      <Fact name={words.attacks.harm}>
        {row.harmMs ? <Mark tone="bad">{duration(row.harmMs)}</Mark> : words.attacks.noHarm}
      </Fact>
      <Fact name={words.attacks.evidence}>
        <Evidence row={row} />
      </Fact>
    </dl>
  );
}

const Fact = ({name, children}: {name: string; children: ReactNode}) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

const KEPT: Readonly<Record<AttackRow['evidence'][number]['state'], Tone>> = {
  ...{kept: 'good', lost: 'bad', untouched: 'calm', unknown: 'warn'},
};

function Evidence({row: {evidence}}: {row: AttackRow}) {
  const {words} = useLive();
  const states = (['lost', 'unknown', 'untouched', 'kept'] as const).filter(state =>
    evidence.some(one => one.state === state),
  );
  const [worst] = states;
  return worst === undefined ? '–' : <Mark tone={KEPT[worst]}>{words.attacks.kept[worst]}</Mark>;
}

const CHECKS: Readonly<Record<string, Tone>> = {held: 'good', 'not held': 'bad', unknown: 'warn'};

function Details({row}: {row: AttackRow}) {
  const {words} = useLive();
  const {checks, harmed, evidence, explanation, story, closed} = row;
  if (!checks.length && !evidence.length && explanation === undefined) return null;
  return (
    <details>
      <summary>{words.attacks.details}</summary>
      {story !== undefined && <p className="said">{story}</p>}
      {explanation !== undefined && <p>{explanation}</p>}
      {closed !== undefined && <p>{words.attacks.closed(closed)}</p>}
      <ul>
        {checks.map(({check, state, detail}) => (
          <li key={check}>
            <Mark tone={CHECKS[state] ?? 'calm'}>{words.attacks.check[state]}</Mark> {check}{' '}
            <span className="quiet">{detail}</span>
          </li>
        ))}
        {harmed.map(({bystander, downMs, by}) => (
          <li key={bystander}>
            {words.attacks.harmed(bystander, duration(downMs))} {by !== undefined && words.by(by)}
          </li>
        ))}
        {evidence.map(({object, state, by}) => (
          <li key={object}>
            <Mark tone={KEPT[state]}>{words.attacks.kept[state]}</Mark> {object} {by !== undefined && words.by(by)}
          </li>
        ))}
      </ul>
    </details>
  );
}
