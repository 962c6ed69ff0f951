import {Card} from '../../parts/card.js';
import {useLive} from '../../parts/live.js';
import {type Timeline, type TimelineMark, timelineOf} from '../../rows/timeline.js';
import {clockText} from '../../rows/times.js';

const [WIDTH, LEFT, LANE, TOP] = [1000, 90, 34, 22];
const LANES = ['script', 'alerts', 'people'] as const;

/** The drill as a picture: what was planned, what came, and what people did about it. */
export function TimelineCard({due}: {due: Readonly<Record<string, number>>}) {
  const {view, words, t} = useLive();
  const line = timelineOf(view, due, t);
  return (
    <Card title={words.timeline.title} className="whole">
      <Picture line={line} t={t} />
    </Card>
  );
}

function Picture({line: {endT, marks}, t}: {line: Timeline; t: number}) {
  const {words, view} = useLive();
  const x = (time: number): number => LEFT + (Math.min(time, endT) / endT) * (WIDTH - LEFT - 30);
  const open = Object.values(view.alerts).filter(({taken}) => !taken).length;
  const label = words.timeline.label(clockText(t), Object.keys(view.injects).length, open);
  const height = TOP + LANES.length * LANE + 8;
  return (
    <svg className="timeline" viewBox={`0 0 ${WIDTH} ${height}`} role="img" aria-label={label}>
      {LANES.map((lane, index) => (
        <g key={lane}>
          <text x={0} y={TOP + index * LANE + 22}>
            {words.timeline.lanes[lane]}
          </text>
          <line className="lane" x1={LEFT} x2={WIDTH} y1={TOP + index * LANE + 17} y2={TOP + index * LANE + 17} />
        </g>
      ))}
      {[0, 0.25, 0.5, 0.75, 1].map(part => (
        <text key={part} className="scale" x={x(endT * part)} y={12}>
          {clockText(endT * part)}
        </text>
      ))}
      <line className="now" x1={x(t)} x2={x(t)} y1={TOP - 4} y2={height} />
      {marks.map(mark => (
        <Entry key={`${mark.lane} ${mark.label} ${mark.t}`} mark={mark} x={x} />
      ))}
    </svg>
  );
}

function Entry({mark, x}: {mark: TimelineMark; x: (t: number) => number}) {
  const {lane, t, until, label, tone} = mark;
  const y = TOP + LANES.indexOf(lane) * LANE + 17;
  return (
    <g className={tone}>
      <title>{`${label} ${clockText(t)}${until === undefined ? '' : `–${clockText(until)}`}`}</title>
      {until !== undefined && <line className="span" x1={x(t)} x2={x(until)} y1={y} y2={y} />}
      {tone === 'planned' ? <rect x={x(t) - 5} y={y - 5} width={10} height={10} /> : <circle cx={x(t)} cy={y} r={6} />}
      <text className="name" x={x(t)} y={y - 8}>
        {label}
      </text>
    </g>
  );
}
