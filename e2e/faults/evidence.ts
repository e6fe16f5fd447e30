import type { CloudControl } from '../support/CloudControl';

/** One time that a target was being changed, as the systems outside saw it. */
export interface Episode {
  promotion: string | null;
  target: string;
  from: number;
  to: number;
}

export interface Evidence {
  episodes: Episode[];
  /** Dispatches and changes of a target that one promotion caused more than once. */
  doubled: string[];
  /** Changes that nobody asked for. */
  unasked: string[];
  overlapping: string[];
  /** Succeeded, although nothing was ever changed for them. */
  unproven: string[];
}

/** How a promotion ended, as far as it excuses anything. */
export interface Ending {
  state: string;
  code: string | null;
}

/** Reads the local cloud's own log; what our database says plays no part. */
export async function gather(
  control: CloudControl,
  endings: ReadonlyMap<string, Ending>,
  services: string[],
): Promise<Evidence> {
  const log: any[] = await control.call('GET', '/log');
  const all: any[] = (await control.call('GET', '/sites')).changes;
  const changes = all.filter(({ site }) =>
    services.some(name => site.startsWith(`${name}-`)),
  );
  const repositories = (await control.state()).repositories.filter(
    ({ name }: any) => services.includes(name),
  );
  const dispatched = log.filter(
    ({ path, status }) =>
      path.endsWith('/dispatches') &&
      status < 300 &&
      services.some(name => path.includes(`/acme/${name}/`)),
  );
  const direct = changes.filter((change: any) => change.via === 'arm');
  const episodes = [
    ...repositories.flatMap(deployments),
    ...direct.map(({ at, liveAt, site, correlation }: any) => ({
      ...{ promotion: correlation, target: site },
      ...{ from: at, to: liveAt ?? at },
    })),
  ].sort((a, b) => a.from - b.from);
  const correlations = [
    ...dispatched.map(({ body }) => body.inputs.correlation_id),
    ...repositories.flatMap((repo: any) =>
      repo.runs.map((run: any) => run.inputs.correlation_id).filter(Boolean),
    ),
  ];
  return {
    episodes,
    doubled: [
      ...moreThanOnce(dispatched.map(({ body }) => body.inputs.correlation_id)),
      ...moreThanOnce(changesOf(changes, endings)),
    ],
    unasked: [
      // What was seen on a target is verified too, and that run changes nothing.
      ...correlations.filter(
        id => !id.includes('-verify-') && !endings.has(id),
      ),
      ...changes
        .filter(({ correlation }: any) => !endings.has(correlation))
        .map(({ site, principal }: any) => `${site} by ${principal}`),
    ],
    overlapping: overlaps(episodes, endings),
    unproven: [...endings]
      .filter(([, { state }]) => state === 'succeeded')
      .map(([id]) => id)
      .filter(id => !episodes.some(({ promotion }) => promotion === id)),
  };
}

/** From the request to the end of its run. */
function deployments(repo: any): Episode[] {
  return repo.runs
    .filter(({ file, inputs }: any) => {
      return file.startsWith('promote-to-') && inputs.correlation_id;
    })
    .map(({ file, inputs, createdAt, updatedAt, status }: any) => ({
      promotion: inputs.correlation_id,
      target: `${repo.name}-${/to-(\w+)/.exec(file)![1]}`,
      from: createdAt,
      to: status === 'completed' ? updatedAt : Infinity,
    }));
}

/** A promotion that was rolled back has changed its target a second time, and may. */
function changesOf(changes: any[], endings: ReadonlyMap<string, Ending>) {
  return changes
    .map(({ correlation }) => correlation)
    .filter(id => endings.get(id)?.state !== 'rolled-back');
}

function moreThanOnce(ids: string[]): string[] {
  return ids.filter((id, index) => ids.indexOf(id) !== index);
}

/** A rollback may take the place of one that is verifying, and of no other. */
function overlaps(
  episodes: Episode[],
  endings: ReadonlyMap<string, Ending>,
): string[] {
  return episodes.flatMap((episode, index) => {
    const ending = endings.get(episode.promotion ?? '');
    if (ending?.code === 'interrupted') return [];
    return episodes
      .slice(index + 1)
      .filter(
        later =>
          later.target === episode.target &&
          later.promotion !== episode.promotion &&
          later.from < episode.to,
      )
      .map(later => `${later.promotion} during ${episode.promotion}`);
  });
}
