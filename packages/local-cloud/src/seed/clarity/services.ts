import type { Cloud } from '../../cloud';
import { peel } from '../../git/history';
import type { RenderService } from '../../render/renderModel';
import type { Repository } from '../../state/githubModel';

const HOUR_MS = 3600_000;

interface Place {
  environment: string;
  branch: string;
  autoDeploy: boolean;
  /** Commits that were deployed, oldest first. */
  commits: string[];
}

/** Built alike, so that what is seen in one can be expected of the other. */
const LARGE = ['parallel', 'prod'];

/** Backend and frontend of each environment. */
export function clarityServices(
  cloud: Cloud,
  { git, owner, name }: Repository,
): RenderService[] {
  const { main, staging } = git.branches;
  const tagged = ['v1.0.0', 'v1.1.0'].map(tag => peel(git, git.tags[tag])!.sha);
  const places: Place[] = [
    {
      environment: 'dev',
      branch: 'main',
      autoDeploy: true,
      commits: [tagged[1], main],
    },
    {
      environment: 'staging',
      branch: 'staging',
      autoDeploy: true,
      commits: [tagged[0], staging],
    },
    {
      environment: 'parallel',
      branch: 'main',
      autoDeploy: false,
      commits: tagged,
    },
    {
      environment: 'prod',
      branch: 'main',
      autoDeploy: false,
      commits: tagged,
    },
  ];
  const render = `render.localhost:${cloud.urls.renderPort}`;
  const at = cloud.state.createdAt - HOUR_MS;
  const serviceOf = (
    part: 'backend' | 'frontend',
    { environment, branch, autoDeploy, commits }: Place,
  ): RenderService => {
    const isLarge = LARGE.includes(environment);
    const api = `https://${name}-backend-${environment}.${render}`;
    const web = `https://${name}-frontend-${environment}.${render}`;
    return {
      id: `srv-${name}-${part}-${environment}`,
      name: `${name}-${part}-${environment}`,
      type: part === 'backend' ? 'web_service' : 'static_site',
      repository: `${owner}/${name}`,
      branch,
      autoDeploy,
      suspended: false,
      healthCheckPath: part === 'backend' ? '/health' : '',
      publishPath: part === 'frontend' ? 'frontend/dist' : '',
      plan: isLarge ? 'standard' : 'starter',
      instances: 1,
      autoscaling:
        isLarge && part === 'backend'
          ? { min: 1, max: 4, cpu: 60, memory: 70 }
          : null,
      env:
        part === 'backend'
          ? {
              ALLOWED_ORIGINS: web,
              DATABASE_URL: `postgres://clarity:local-${environment}@db/clarity`,
            }
          : { VITE_API_BASE: api },
      createdAt: at,
      updatedAt: at,
      deploys: commits
        .map((commit, index) => ({
          id: `dep-${name}-${part}-${environment}-${index}`,
          commit,
          message: git.commits[commit].message,
          status:
            index === commits.length - 1
              ? ('live' as const)
              : ('deactivated' as const),
          trigger: autoDeploy ? ('new_commit' as const) : ('api' as const),
          createdAt: at + index * 60_000,
          startedAt: at + index * 60_000,
          finishedAt: at + (index + 1) * 60_000,
          updatedAt: at + (index + 1) * 60_000,
          dueAt: null,
        }))
        .reverse(),
      healthy: true,
      failBuild: false,
      failHealth: false,
      gapSeconds: 0,
      gapUntil: 0,
      domains:
        environment === 'prod'
          ? [`${name}${part === 'backend' ? '-api' : ''}.render.localhost`]
          : [],
      sticky: false,
    };
  };
  return places.flatMap(place => [
    serviceOf('backend', place),
    serviceOf('frontend', place),
  ]);
}
