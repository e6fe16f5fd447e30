import { documentWords } from '../facts/documentWords';
import type { FactSources } from '../facts/gatherFacts';
import type { Access } from './Access';
import { Audience } from './Audience';
import { AuditService } from './AuditService';
import { ChangelogService } from './ChangelogService';
import { BranchService } from './BranchService';
import { DecisionService } from './DecisionService';
import { DocsService } from './DocsService';
import { DoctorService } from './DoctorService';
import { DrillService } from './DrillService';
import { EnvironmentService } from './EnvironmentService';
import { EphemeralService } from './EphemeralService';
import { EvidenceService } from './EvidenceService';
import { FlowCheckService, type FlowCheckSources } from './FlowCheckService';
import { FlowDocumentService } from './FlowDocumentService';
import { FreezeService } from './FreezeService';
import { InfrastructureService } from './InfrastructureService';
import {
  OperationWriter,
  type Announce,
  type ChangeNotice,
} from './OperationWriter';
import { OverviewService } from './OverviewService';
import { GithubReviewService } from './GithubReviewService';
import { PromotionHints } from './PromotionHints';
import { PromotionReadService } from './PromotionReadService';
import { PromotionService } from './PromotionService';
import { ReadService, type Refresh } from './ReadService';
import { ReleaseMarkService } from './ReleaseMarkService';
import { ReleaseNotesService } from './ReleaseNotesService';
import { ReleaseService } from './ReleaseService';
import { TagService } from './TagService';
import { ReportService } from './ReportService';
import { Reporters, type Reporter } from './reporters';
import { RunbookService } from './RunbookService';
import { RuntimeService } from './RuntimeService';
import { TargetReadService } from './TargetReadService';

export interface ServicesOptions {
  sources: FactSources;
  access: Access;
  changed: ChangeNotice;
  announce?: Announce;
  effects: 'enabled' | 'disabled';
  reporters?: Reporter[];
  refresh: Refresh;
  /** Whether GitHub's reviews may be given from the portal. */
  inPortalReview?: boolean;
  /** What a changed flow is checked against. */
  catalog: FlowCheckSources;
}

export type Services = ReturnType<typeof createServices>;

/** The use cases, each behind the one authorising layer. */
export function createServices(options: ServicesOptions) {
  const { sources, access, changed, effects, refresh } = options;
  const { stores, membership } = sources;
  const audience = new Audience(membership);
  const writer = new OperationWriter(stores, changed, options.announce);
  const ephemeral = new EphemeralService(sources, access, writer);
  const hints = new PromotionHints(stores, audience);
  const promotions = new PromotionService(sources, access, writer, ephemeral);
  const reporters = new Reporters(options.reporters ?? []);
  return {
    audit: new AuditService(stores, access),
    branches: new BranchService(sources, access, writer),
    changelog: new ChangelogService(stores, access, writer),
    decisions: new DecisionService(stores, access, writer),
    docs: new DocsService(stores, access, writer),
    doctor: new DoctorService(stores, access, changed),
    drills: new DrillService(sources, access, writer, promotions),
    environments: new EnvironmentService(stores, access, promotions),
    ephemeral,
    evidence: new EvidenceService(stores, access, writer),
    flowChecks: new FlowCheckService(stores, access, options.catalog),
    flowDocuments: new FlowDocumentService(
      stores,
      access,
      documentWords(sources.providers),
    ),
    freezes: new FreezeService(stores, access, changed),
    githubReviews: new GithubReviewService(
      sources,
      access,
      writer,
      options.inPortalReview ?? false,
    ),
    inbox: new PromotionReadService(stores, access, hints),
    infrastructure: new InfrastructureService(stores, access, audience, writer),
    marks: new ReleaseMarkService(stores, access),
    notes: new ReleaseNotesService(stores, access, writer),
    tags: new TagService(sources, access, writer),
    overview: new OverviewService(stores, access),
    promotions,
    read: new ReadService(stores, access, audience, hints, {
      effects,
      refresh,
    }),
    releases: new ReleaseService(stores, access, writer),
    runbooks: new RunbookService(sources, access, audience, writer),
    reports: new ReportService(stores, access, reporters, changed),
    runtime: new RuntimeService(stores, access, sources.providers.targets),
    targetReads: new TargetReadService(sources, access),
  };
}
