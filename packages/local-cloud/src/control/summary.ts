import type { Cloud } from '../cloud';
import { parseLinuxFxVersion } from '../registry/reference';

/** What tests and people want to see at a glance. */
export function summary(cloud: Cloud) {
  const { state } = cloud;
  return {
    clock: state.clock,
    urls: cloud.urls,
    sites: state.sites.map(site => ({
      name: site.name,
      resourceGroup: site.resourceGroup,
      url: cloud.siteUrl(site.name),
      state: site.state,
      healthy: site.healthy,
      configuredImage: site.linuxFxVersion,
      configuredDigest: parseLinuxFxVersion(site.linuxFxVersion)?.reference,
      liveDigest: site.running?.digest ?? null,
      liveVersion: site.running?.version ?? null,
      starting: site.starting !== null,
      settings: site.settings,
      changes: state.siteChanges.filter(it => it.site === site.name).length,
    })),
    repositories: state.repositories.map(repo => ({
      name: repo.name,
      branches: repo.git.branches,
      tags: repo.git.tags,
      docs: repo.docs,
      releases: repo.releases.map(release => ({
        id: release.id,
        tag: release.tag,
        draft: release.draft,
        prerelease: release.prerelease,
        digest: release.body?.match(/sha256:[0-9a-f]{64}/)?.[0] ?? null,
      })),
      runs: repo.runs.map(run => ({
        id: run.id,
        file: run.file,
        title: run.title,
        event: run.event,
        headSha: run.headSha,
        inputs: run.inputs,
        actor: run.actor,
        status: run.status,
        conclusion: run.conclusion,
        createdAt: run.createdAt,
        updatedAt: run.updatedAt,
        failure: run.jobs.find(job => job.failure)?.failure ?? null,
      })),
      deliveries: repo.deliveries.length,
    })),
    images: Object.fromEntries(
      Object.entries(state.registry).map(([name, repository]) => [
        name,
        repository.tags,
      ]),
    ),
    faults: state.faults,
  };
}
