import type { EntryView } from '../../../workflows/casework/read-entry.ts';
import type { OfficeBuild } from '../../../workflows/office-build/case.ts';
import { accountOf } from '../../../workflows/office-build/payments.ts';
import { curvesOf, progressOf } from '../../../workflows/office-build/progress.ts';
import { CONSTRUCTION, rowOf } from '../../../workflows/office-build/templates.ts';
import { Layout } from '../components/layout.tsx';
import type { Frame } from '../frame.ts';
import { ProgressCurve } from './curve.tsx';
import { BUILDS, wordOf } from './words.ts';

interface ProgressProps {
  readonly frame: Frame;
  readonly view: EntryView;
  readonly build: OfficeBuild;
}

/** Planned against actual, milestone by milestone, and what was paid for it. */
export function ProgressPage({ frame, view, build }: ProgressProps) {
  const { say } = frame;
  const word = wordOf(say);
  const title = say.title(view.title, view.state);
  const account = accountOf(build);
  const day = (date: string | null | undefined): string => (date ? say.date(date) : '');
  return (
    <Layout frame={frame} title={title}>
      <p class="kicker">
        <a href={`/${BUILDS}/${view.id}`}>
          <bdi dir="ltr">{view.id}</bdi>
        </a>
      </p>
      <h1>
        <bdi>{title}</bdi>
      </h1>
      <p class="lead">{`${word('progress')}: ${say.number(progressOf(build))} %`}</p>
      <ProgressCurve curves={curvesOf(build)} today={frame.today} say={say} />
      <table tabindex={0}>
        <caption class="hidden">{word('milestones')}</caption>
        <thead>
          <tr>
            {['milestone', 'status', 'baselineOn', 'plannedOn', 'approvedOn', 'payment'].map((name) => (
              <th scope="col">{word(name)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {CONSTRUCTION.map((code) => {
            const milestone = build.milestones[code];
            const row = build.site === null ? undefined : rowOf(build.site.workType, code);
            return (
              <tr>
                <th scope="row">{`${code} ${row === undefined ? '' : say.option(row.name)}`}</th>
                <td>{milestone === undefined ? '' : say.option(milestone.status)}</td>
                <td>{day(milestone?.baselineOn)}</td>
                <td>{day(milestone?.plannedOn)}</td>
                <td>{day(milestone?.approvedOn)}</td>
                <td>
                  <bdi dir="ltr">
                    {milestone?.payment ? `${milestone.payment.amount} ${milestone.payment.currency}` : ''}
                  </bdi>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {account === null ? null : (
        <dl>
          {(['certified', 'retained', 'released'] as const).map((name) => (
            <div>
              <dt>{word(name)}</dt>
              <dd>
                <bdi dir="ltr">{`${account[name].amount} ${account[name].currency}`}</bdi>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Layout>
  );
}
