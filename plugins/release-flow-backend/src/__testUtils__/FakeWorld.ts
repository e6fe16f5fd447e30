import type { Artifact } from 'backstage-plugin-release-flow-common';
import {
  ProviderError,
  type DeployProgress,
  type TargetProvider,
  type TaskProgress,
  type VerificationProvider,
} from 'backstage-plugin-release-flow-node';
import { z } from 'zod';
import type { Providers } from '../facts/Providers';
import { GroupTarget } from '../providers/group/GroupTarget';
import type {
  HostChange,
  HostCheck,
  HostCommit,
  HostComparison,
  HostDeployment,
  HostJob,
  HostPages,
  HostRelease,
  HostRun,
  HttpDecision,
} from '../providers/types';
import { COMMIT } from './bindings';
import { fakeCodeHost } from './fakeCodeHost';
import { FakeDeployments } from './FakeDeployments';
import { FakeGit } from './FakeGit';
import { FakePulls } from './FakePulls';
import { FakeSettings } from './FakeSettings';

/** GitHub, registry and targets in memory, with a log of every change that was made. */
export class FakeWorld {
  readonly live = new Map<string, Artifact>();
  readonly settings = new FakeSettings();
  readonly git = new FakeGit(this);
  readonly pulls = new FakePulls(this);
  /** What GitHub was told of our deployments. */
  readonly told = new FakeDeployments();
  readonly changes: Array<{ target: string; key: string }> = [];
  readonly dispatches: Array<{
    workflow: string;
    inputs: Record<string, string>;
  }> = [];
  readonly releases: HostRelease[] = [];
  readonly runs: HostRun[] = [];
  /** Runs that were asked to stop. */
  readonly cancelled: string[] = [];
  readonly deployments: HostDeployment[] = [];
  pages: HostPages = { source: 'workflow' };
  /** Jobs of a run, by its id; others have one that failed. */
  readonly jobs = new Map<string, HostJob[]>();
  readonly reviews: Array<{ id: string; state: string; comment: string }> = [];
  readonly images = new Map<string, string>();
  readonly labels = new Map<string, Record<string, string>>();
  readonly tags = new Map<string, string>();
  /** Tips of branches. */
  readonly branches = new Map<string, string>();
  /** Commits below the tip of a branch. */
  readonly history = new Map<string, string[]>();
  /** What is known of commits; others have no date. */
  readonly commits = new Map<string, HostCommit>();
  /** By `base...head`; others are ahead by nothing. */
  readonly comparisons = new Map<string, HostComparison>();
  readonly patches = new Map<string, HostChange>();
  /** Checks of a commit. */
  readonly checks = new Map<string, HostCheck[]>();
  /** Text by `ref:path`. */
  readonly files = new Map<string, string>();
  /** What a URL answers that a gate asks; others can't be reached. */
  readonly decisions = new Map<string, HttpDecision>();
  /** Commands of the tasks that were started, and how they go. */
  readonly tasks: string[][] = [];
  task: TaskProgress = { status: 'running', message: 'It runs' };
  /** Files by commit. */
  readonly commitFiles = new Map<string, string[]>();
  /** What the platform tells of a target's newest rollout. */
  readonly rollouts = new Map<string, DeployProgress>();
  /** Targets that refuse every change. */
  readonly refusing = new Set<string>();
  healthy = true;
  verification: 'passed' | 'running' | 'failed' = 'passed';
  /** Thrown by the next change, before (`absent`) or after (`happened`) it took place. */
  nextChange: { error: ProviderError; took: boolean } | undefined;
  unreadable: string | undefined;
  /** What a dispatched run does to targets once it ends. */
  onDispatch:
    ((workflow: string, inputs: Record<string, string>) => void) | undefined;
  runConclusion: string | null = 'success';
  runStatus = 'completed';

  providers(): Providers {
    return {
      codeHost: fakeCodeHost(this),
      git: this.git,
      pulls: this.pulls,
      hostDeployments: this.told,
      codeHostEffects: {
        dispatch: async (_repo, call) => {
          this.fail();
          return this.dispatch(call.workflow, call.inputs);
        },
        publishRelease: async (_repo, id) => {
          const release = this.releases.find(candidate => candidate.id === id)!;
          release.state = 'published';
          release.publishedAt = new Date().toISOString();
          this.tags.set(release.tag, release.targetCommitish);
          return release;
        },
        writeReleaseNotes: async (_repo, { id, notes }) => {
          this.fail();
          const release = this.releases.find(candidate => candidate.id === id)!;
          release.body = notes;
          return release;
        },
        createRelease: async (_repo, { tag, notes, isPrerelease }) => {
          this.fail();
          const release: HostRelease = {
            id: String(this.releases.length + 1),
            tag,
            name: tag,
            body: notes,
            state: isPrerelease ? 'prerelease' : 'published',
            targetCommitish: this.tags.get(tag)!,
            author: 'bot',
            createdAt: new Date().toISOString(),
            publishedAt: new Date().toISOString(),
            updatedAt: null,
            url: `https://git.example/releases/${tag}`,
          };
          this.releases.unshift(release);
          return release;
        },
        cancelRun: async (_repo, id) => {
          this.cancelled.push(id);
        },
        asPerson: (_repo, token, work) =>
          work({
            login: async () => token.replace('token-of-', ''),
            review: async run => {
              this.fail();
              this.reviews.push(run);
              return ['prd'];
            },
          }),
      },
      codeHostSettings: this.settings,
      probe: {
        get: async url => {
          throw new ProviderError('unavailable', `${url} did not answer`);
        },
      },
      registry: {
        userOf: async () => 'app',
        digestOf: async (image, reference) =>
          reference.startsWith('sha256:')
            ? [...this.images.values()].find(digest => digest === reference)
            : this.images.get(`${image}:${reference}`),
        labels: async (_image, digest) => this.labels.get(digest) ?? {},
        children: async () => [],
      },
      httpDecisions: {
        decide: async url => {
          const decision = this.decisions.get(url);
          if (decision) return decision;
          throw new ProviderError('unavailable', `${url} did not answer`);
        },
      },
      targets: this.targets(),
      verifications: new Map([['fake', this.verifier()]]),
      deployers: new Map(),
      gates: new Map(),
    };
  }

  private dispatch(workflow: string, inputs: Record<string, string>) {
    this.dispatches.push({ workflow, inputs });
    const id = String(this.runs.length + 1);
    this.runs.unshift({
      id,
      attempt: 1,
      workflow,
      title: `${workflow} ${inputs.correlation_id ?? ''}`,
      event: 'workflow_dispatch',
      branch: 'main',
      sha: COMMIT('a'),
      status: this.runStatus,
      conclusion: this.runConclusion,
      actor: 'bot',
      url: `https://git.example/runs/${id}`,
      createdAt: new Date().toISOString(),
      updatedAt: new Date().toISOString(),
    });
    this.onDispatch?.(workflow, inputs);
    return { runId: id, url: `https://git.example/runs/${id}` };
  }

  private fail() {
    const next = this.nextChange;
    this.nextChange = undefined;
    if (next) throw next.error;
  }

  private targets(): Map<string, TargetProvider> {
    const targets = new Map<string, TargetProvider>([['fake', this.target()]]);
    return targets.set('group', new GroupTarget(targets));
  }

  private target(): TargetProvider<{ type: 'fake'; name: string }> {
    return {
      type: 'fake',
      schema: z.strictObject({ type: z.literal('fake'), name: z.string() }),
      targetKey: config => `fake:${config.name}`,
      nameOf: config => config.name,
      observe: async ({ config }) => ({
        configured: this.live.get(config.name),
        health: {
          status: this.healthy ? 'healthy' : 'unhealthy',
          message: this.healthy ? 'Running' : 'Stopped',
        },
        state: 'Running',
        hosts: [],
      }),
      deploy: async ({ config, artifact }) => {
        const next = this.nextChange;
        this.nextChange = undefined;
        if (this.refusing.has(config.name)) {
          throw new ProviderError('refused', `${config.name} is locked`);
        }
        if (next && !next.took) throw next.error;
        this.live.set(config.name, artifact);
        this.changes.push({
          target: config.name,
          key: JSON.stringify(artifact),
        });
        if (next) throw next.error;
        return {};
      },
      runTask: async ({ command }) => {
        const next = this.nextChange;
        this.nextChange = undefined;
        if (next && !next.took) throw next.error;
        this.tasks.push(command);
        if (next) throw next.error;
        return { externalId: `task-${this.tasks.length}` };
      },
      lookupTask: async ({ command }) => {
        const index = this.tasks.findIndex(
          task => task.join() === command.join(),
        );
        return index < 0
          ? { outcome: 'absent' }
          : { outcome: 'happened', externalId: `task-${index + 1}` };
      },
      followTask: async () => this.task,
      follow: async ({ config }) => {
        const told = this.rollouts.get(config.name);
        if (told) return told;
        throw new ProviderError('unavailable', 'nothing is told of rollouts');
      },
      lookup: async ({ config, artifact }) =>
        JSON.stringify(this.live.get(config.name)) === JSON.stringify(artifact)
          ? 'happened'
          : 'absent',
    };
  }

  private verifier(): VerificationProvider {
    return {
      type: 'fake',
      schema: z.looseObject({ type: z.literal('fake') }),
      titleOf: () => 'Answers',
      withinMs: () => 60_000,
      check: async () => ({
        status: this.verification,
        code: this.verification,
        message: `It ${this.verification}`,
      }),
    };
  }
}
