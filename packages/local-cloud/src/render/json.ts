import type { Cloud } from '../cloud';
import type { RenderDeploy, RenderService } from './renderModel';

export const WORKSPACE = 'tea-acme';

const moment = (at: number) => new Date(at).toISOString();

export function serviceUrl(cloud: Cloud, { name }: RenderService): string {
  return `https://${name}.render.localhost:${cloud.urls.renderPort}`;
}

export function dashboardUrl(cloud: Cloud, { id }: RenderService): string {
  return `http://render-dashboard.localhost:${cloud.urls.sitesPort}/services/${id}`;
}

export function serviceJson(cloud: Cloud, service: RenderService) {
  return {
    id: service.id,
    name: service.name,
    slug: service.name,
    ownerId: WORKSPACE,
    type: service.type,
    autoDeploy: service.autoDeploy ? 'yes' : 'no',
    autoDeployTrigger: service.autoDeploy ? 'commit' : 'off',
    repo: `${cloud.urls.github}/${service.repository}`,
    branch: service.branch,
    rootDir: '',
    notifyOnFail: 'default',
    suspended: service.suspended ? 'suspended' : 'not_suspended',
    suspenders: service.suspended ? ['user'] : [],
    dashboardUrl: dashboardUrl(cloud, service),
    createdAt: moment(service.createdAt),
    updatedAt: moment(service.updatedAt),
    serviceDetails:
      service.type === 'static_site'
        ? siteDetails(cloud, service)
        : webDetails(cloud, service),
  };
}

function siteDetails(cloud: Cloud, service: RenderService) {
  return {
    buildCommand: 'npm ci && npm run build',
    buildPlan: 'starter',
    publishPath: service.publishPath,
    url: serviceUrl(cloud, service),
  };
}

function webDetails(cloud: Cloud, service: RenderService) {
  const { autoscaling } = service;
  const criterion = (percentage: number) => ({ enabled: true, percentage });
  return {
    buildPlan: 'starter',
    env: 'docker',
    envSpecificDetails: {
      dockerCommand: '',
      dockerContext: './backend',
      dockerfilePath: './backend/Dockerfile',
    },
    healthCheckPath: service.healthCheckPath,
    numInstances: service.instances,
    openPorts: [{ port: 8000, protocol: 'TCP' }],
    plan: service.plan,
    region: 'frankfurt',
    runtime: 'docker',
    url: serviceUrl(cloud, service),
    ...(autoscaling && {
      autoscaling: {
        enabled: true,
        min: autoscaling.min,
        max: autoscaling.max,
        criteria: {
          cpu: criterion(autoscaling.cpu),
          memory: criterion(autoscaling.memory),
        },
      },
    }),
  };
}

export function deployJson(deploy: RenderDeploy) {
  const { id, status, trigger, commit, message } = deploy;
  return {
    id,
    status,
    trigger,
    commit: {
      id: commit,
      message,
      createdAt: moment(deploy.createdAt),
    },
    createdAt: moment(deploy.createdAt),
    updatedAt: moment(deploy.updatedAt),
    ...(deploy.startedAt && { startedAt: moment(deploy.startedAt) }),
    ...(deploy.finishedAt && { finishedAt: moment(deploy.finishedAt) }),
  };
}
