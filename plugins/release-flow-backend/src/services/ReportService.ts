import {
  artifactKey,
  artifactLabel,
  type Artifact,
  type DeploymentReport,
  type ReportAnswer,
} from 'backstage-plugin-release-flow-common';
import { randomUUID } from 'crypto';
import type { BuildRecord, ReleaseRecord, Stores } from '../database';
import type { Binding } from '../policy/binding';
import { canonicalHash } from '../policy/canonical';
import { reportKey } from '../policy/reported';
import type { Access, Caller } from './Access';
import { requireBinding, requireEnvironment, requireService } from './lookups';
import { badField, refuse } from './refuse';
import type { Reporters } from './reporters';

/** How far the clock of a sender may be ahead. */
const AHEAD_MS = 5 * 60_000;

interface Reported {
  artifact: Artifact;
  key: string;
  release: ReleaseRecord | undefined;
  build: BuildRecord | undefined;
}

/**
 * What CI says it deployed. It is kept as declared and makes the environment be looked at; what is
 * recorded, proven or verified comes from looking alone.
 */
export class ReportService {
  constructor(
    private readonly stores: Stores,
    private readonly access: Access,
    private readonly reporters: Reporters,
    private readonly changed: (change: { services: string[] }) => void,
  ) {}

  async report(
    caller: Caller,
    request: DeploymentReport,
  ): Promise<ReportAnswer> {
    const { service: ref, environment: id } = request;
    const meta = {
      service: ref,
      environment: id,
      sourceKey: request.sourceKey,
    };
    return this.access.audited(caller, 'report-deployment', meta, async () => {
      this.reporters.require(caller, ref);
      await this.access.requireRead(caller, ref);
      const binding = requireBinding(await requireService(this.stores, ref));
      const environment = requireEnvironment(binding, id);
      const at = await this.momentOf(request);
      const reported = await this.reportedOf(binding, request);
      const isNew = await this.store(caller, request, reported, at);
      this.changed({ services: [ref] });
      const title = environment.title ?? environment.id;
      return {
        service: ref,
        environment: id,
        isNew,
        message: said(request, title, isNew),
      };
    });
  }

  private async momentOf({ at }: DeploymentReport): Promise<string> {
    const now = await this.stores.now();
    if (!at) return now.toISOString();
    const moment = new Date(at);
    if (moment.getTime() > now.getTime() + AHEAD_MS) {
      throw badField('at', 'it is in the future; look at the clock of CI');
    }
    return moment.toISOString();
  }

  private async reportedOf(
    binding: Binding,
    request: DeploymentReport,
  ): Promise<Reported> {
    const { ref } = binding.service;
    const byCommit = await this.ofCommit(binding, request.commit);
    if (byCommit) return byCommit;
    const artifact = artifactOf(binding, request);
    const key = artifactKey(artifact);
    const [release] = await this.stores.releases.byArtifact(ref, key);
    const build = release
      ? undefined
      : await this.stores.builds.byArtifact(ref, key);
    return { artifact, key, release, build };
  }

  /** The release or build of a commit, where images are what is deployed. */
  private async ofCommit(
    binding: Binding,
    commit: string | undefined,
  ): Promise<Reported | undefined> {
    if (!commit || binding.artifacts.every(({ image }) => !image)) {
      return undefined;
    }
    const { ref } = binding.service;
    const releases = await this.stores.releases.ofService(ref, { limit: 500 });
    const release = releases.find(it => it.commit === commit && it.artifact);
    const builds = release ? [] : await this.stores.builds.ofService(ref);
    const build = builds.find(it => it.commit === commit);
    const artifact = release?.artifact ?? build?.artifact;
    if (!artifact) {
      throw refuse(
        'unknown-commit',
        `No release or build of ${binding.service.title} is known for ${commit.slice(0, 7)}. Report the digest instead.`,
      );
    }
    return { artifact, key: artifactKey(artifact), release, build };
  }

  /** False when this was told before. */
  private async store(
    caller: Caller,
    request: DeploymentReport,
    { artifact, key, release, build }: Reported,
    at: string,
  ): Promise<boolean> {
    const { service: ref, environment: id, status, url = null } = request;
    const readAt = (await this.stores.now()).toISOString();
    const label = release?.tag ?? build?.ref ?? artifactLabel(artifact);
    const commit = release?.commit ?? build?.commit ?? request.commit ?? null;
    const digest = canonicalHash([caller.actor, request.sourceKey, status]);
    return this.stores.transaction(async stores => {
      await stores.environments.markDue(ref, id, readAt);
      const isNew =
        status === 'success' &&
        (await stores.deployments.add({
          id: randomUUID(),
          serviceRef: ref,
          environment: id,
          kind: 'declared',
          artifact,
          artifactKey: key,
          label,
          commit,
          releaseId: release?.id ?? null,
          buildId: build?.id ?? null,
          operationId: null,
          intent: null,
          verified: false,
          actor: caller.actor,
          reason: null,
          sourceKey: reportKey(digest),
          happenedAt: at,
          recordedAt: readAt,
        }));
      if (!isNew) return status !== 'success';
      const record = await stores.environments.get(ref, id);
      if (!record?.declared || record.declared.at <= at) {
        await stores.environments.update(ref, id, {
          declared: { label, commit, at, source: caller.actor, url, readAt },
        });
      }
      await stores.audit.append({
        chain: ref,
        at: readAt,
        actor: caller.actor,
        type: 'deployment.reported',
        operationId: null,
        data: {
          environment: id,
          artifact,
          label,
          url,
          sourceKey: request.sourceKey,
        },
      });
      return true;
    });
  }
}

function artifactOf(binding: Binding, request: DeploymentReport): Artifact {
  const components = binding.artifacts.map(({ component }) => component);
  if (request.artifact) {
    const given = request.artifact.map(({ component }) => component);
    if ([...given].sort().join() !== [...components].sort().join()) {
      throw badField(
        'artifact',
        `it names ${given.join(', ')}; the service has ${components.join(', ')}`,
      );
    }
    for (const { component, identity } of request.artifact) {
      const own = binding.artifacts.find(it => it.component === component)!;
      const named = 'image' in identity ? identity.image : null;
      if (named !== own.image) {
        throw badField(
          'artifact',
          `${component} is ${own.image ?? 'a commit'}, not ${named ?? 'a commit'}`,
        );
      }
    }
    return request.artifact;
  }
  const field = request.digest ? 'digest' : 'commit';
  if (binding.artifacts.length !== 1) {
    throw badField(
      field,
      `the service has ${components.join(', ')}; report the whole artifact`,
    );
  }
  const [{ component, image }] = binding.artifacts;
  if (!request.digest) {
    return [{ component, identity: { commit: request.commit! } }];
  }
  if (!image) {
    throw badField('digest', `${component} is known by its commit`);
  }
  return [{ component, identity: { image, digest: request.digest } }];
}

function said(
  { status }: DeploymentReport,
  title: string,
  isNew: boolean,
): string {
  if (!isNew) return 'This was reported before';
  return status === 'success'
    ? `Kept as said by CI; ${title} is looked at now`
    : `${title} is looked at now`;
}
