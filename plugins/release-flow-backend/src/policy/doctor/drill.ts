import type { DoctorFinding } from 'backstage-plugin-release-flow-common';
import { Duration } from 'luxon';
import { drillKindIn, drillRulesOf } from '../drill';
import { spanOf } from '../spans';
import { finding } from './codes';
import type { ServiceFacts } from './facts';

type Facts = Pick<ServiceFacts, 'binding' | 'lastRollbacks' | 'drills' | 'now'>;

const about = { subject: 'rollback' };

/** Whether the way back was gone lately, for real or as a drill, and how the last drill went. */
export function checkDrill(facts: Facts): DoctorFinding[] {
  const rules = drillRulesOf(facts.binding.rollbackDrill);
  if (!rules || !facts.lastRollbacks) return [];
  // What is named is asked of each; else it is enough to go the way back anywhere.
  const asked = rules.environments?.map(id => [id]) ?? [
    facts.binding.environments.map(({ id }) => id),
  ];
  return [
    ...asked.flatMap(ids => exercised(facts, rules.every, ids)),
    ...howItWent(facts),
  ];
}

/** Of these environments, the one that was taken back last, and when. */
function newestOf({ lastRollbacks = {}, drills = {} }: Facts, ids: string[]) {
  return ids
    .flatMap(id => [
      { id, at: lastRollbacks[id], what: 'rolled back' },
      { id, at: drills[id]?.passedAt, what: 'tried by a drill' },
    ])
    .filter(({ at }) => Boolean(at))
    .sort((a, b) => b.at!.localeCompare(a.at!))[0];
}

function exercised(
  facts: Facts,
  every: string,
  ids: string[],
): DoctorFinding[] {
  const { binding, now } = facts;
  const newest = newestOf(facts, ids);
  const candidates = binding.environments.filter(({ id }) => ids.includes(id));
  const where =
    candidates.find(({ tier }) => tier !== 'production') ?? candidates[0];
  const title = where?.title ?? where?.id ?? 'an environment';
  const fix = `Try the way back in ${title}: 'Drill' in its menu`;
  const one = ids.length === 1 ? title : undefined;
  if (!newest) {
    return [
      finding('rollback-not-exercised', {
        ...about,
        ...(one && { environment: ids[0] }),
        message: one
          ? `${one} of ${binding.service.title} was never rolled back, and no drill passed there.`
          : `No environment of ${binding.service.title} was ever rolled back.`,
        fix,
      }),
    ];
  }
  const due = Date.parse(newest.at!) + Duration.fromISO(every).toMillis();
  if (due > Date.parse(now)) return [];
  const days = Math.floor(
    (Date.parse(now) - Date.parse(newest.at!)) / 86_400_000,
  );
  return [
    finding('rollback-long-ago', {
      ...about,
      environment: newest.id,
      message: `${one ?? binding.service.title} was last ${newest.what} at ${newest.at}, ${days} days ago; the flow asks for it every ${spanOf(every)}.`,
      fix,
    }),
  ];
}

function howItWent({ binding, drills = {} }: Facts): DoctorFinding[] {
  const rules = drillRulesOf(binding.rollbackDrill);
  return binding.environments.flatMap(environment => {
    const { id, title = id } = environment;
    const drill = drills[id];
    if (!drill || !drillKindIn(rules, environment)) return [];
    const at = drill.endedAt ?? drill.at;
    if (drill.state === 'failed') {
      return [
        finding('drill-failed', {
          ...about,
          environment: id,
          message: `The drill in ${title} at ${at} failed. ${drill.message}`,
          fix: `Mend what failed, see that ${title} runs what it should, and try again`,
        }),
      ];
    }
    return drill.inTime === false
      ? [
          finding('drill-slow', {
            ...about,
            environment: id,
            message: `The drill in ${title} at ${at} was slower than ${spanOf(drill.within!)}. ${drill.message}`,
            fix: 'Make the deployment faster, ask approvers beforehand, or declare what is possible: rollbackDrill.within',
          }),
        ]
      : [];
  });
}
