import { NotAllowedError, ServiceUnavailableError } from '@backstage/errors';
import type {
  Accepted,
  GithubReviewRequest,
} from 'backstage-plugin-release-flow-common';
import { ProviderError } from 'backstage-plugin-release-flow-node';
import type { OperationRecord } from '../database';
import type { FactSources } from '../facts/gatherFacts';
import type { Access, Caller } from './Access';
import { openPromotion } from './openPromotion';
import { accepted, type OperationWriter } from './OperationWriter';
import { refuse } from './refuse';

const TIMEOUT_MS = 15_000;

/** GitHub's own review, given from the portal with the person's own token. */
export class GithubReviewService {
  constructor(
    private readonly sources: FactSources,
    private readonly access: Access,
    private readonly writer: OperationWriter,
    private readonly isEnabled: boolean,
  ) {}

  /** The token is used for these calls and kept nowhere; the engine then sees what GitHub made of it. */
  async review(
    caller: Caller,
    id: string,
    { decision, comment }: GithubReviewRequest,
    token: string,
  ): Promise<Accepted> {
    const meta = { promotion: id, decision };
    return this.access.audited(caller, 'github-review', meta, async () => {
      const { stores, providers } = this.sources;
      const { operation, binding, environment } = await openPromotion(
        stores,
        this.access,
        caller,
        id,
      );
      await this.access.requireReview(caller, binding, environment);
      const runId = this.reviewable(operation);
      const context = { signal: AbortSignal.timeout(TIMEOUT_MS) };
      const state = decision === 'approve' ? 'approved' : 'rejected';
      try {
        await providers.codeHostEffects.asPerson(
          binding.repository,
          token,
          async person => {
            const login = await person.login(context);
            await this.requireOwn(caller, login);
            const { serviceRef } = operation;
            const data = { decision, comment, login, run: runId };
            const type = 'promotion.github-review';
            await this.writer.audit(serviceRef, caller, type, data, id);
            await person.review({ id: runId, state, comment }, context);
          },
        );
      } catch (error) {
        throw error instanceof ProviderError ? answerTo(error) : error;
      }
      const now = (await stores.now()).toISOString();
      await stores.operations.markDue([id], now);
      this.writer.tell(operation);
      return accepted((await stores.operations.get(id))!);
    });
  }

  private reviewable({ state, number, memory }: OperationRecord): string {
    if (!this.isEnabled) {
      throw refuse(
        'reviewed-in-github',
        'Reviews are given in GitHub. The portal gives them where releaseFlow.github.inPortalReview is true.',
      );
    }
    const runId = memory.runs?.deploy?.id;
    if (state !== 'waiting-in-github' || !runId) {
      throw refuse(
        'not-waiting-in-github',
        `Promotion ${number} is ${state}; GitHub waits for no review of it.`,
      );
    }
    return runId;
  }

  private async requireOwn(caller: Caller, login: string): Promise<void> {
    const owner = await this.sources.membership.userOfLogin(login);
    if (owner === caller.actor) return;
    throw new NotAllowedError(
      `The token belongs to ${login} in GitHub, who is ${owner ?? 'nobody in the catalog'}. Sign in to GitHub as yourself.`,
    );
  }
}

/** What GitHub said, as an answer to a person. */
function answerTo({ trouble, message }: ProviderError): Error {
  switch (trouble) {
    case 'unauthorized':
      return new NotAllowedError(
        `GitHub does not accept your token: ${message}`,
      );
    case 'unavailable':
    case 'rate-limited':
      return new ServiceUnavailableError(`${message} Nothing was reviewed.`);
    default:
      return refuse(`github-${trouble}`, message);
  }
}
