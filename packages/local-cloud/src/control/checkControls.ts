import type { Cloud } from '../cloud';
import { resolve } from '../git/history';
import type { Router } from '../http/router';
import { json } from '../http/wire';
import type { ReportedCheck } from '../state/githubModel';
import { ControlProblem, fieldsOf } from './problem';
import { repositoryOf } from './repositoryControls';

const STATUSES = ['queued', 'in_progress', 'completed'];
const CONCLUSIONS = {
  'check-run': [
    'success',
    'failure',
    'neutral',
    'cancelled',
    'skipped',
    'timed_out',
    'action_required',
  ],
  status: ['success', 'failure', 'error'],
};

/** Checks of a commit as other systems report them. */
export function addCheckControls(router: Router, cloud: Cloud): void {
  router.on('POST /checks/:repo/*ref', request => {
    const repo = repositoryOf(cloud, request);
    const commit = resolve(repo.git, request.params.ref);
    if (!commit) throw new ControlProblem(404, 'No such commit');
    const check: ReportedCheck = {
      ...readCheck(fieldsOf(request)),
      id: cloud.nextId(),
      sha: commit.sha,
      at: cloud.now(),
    };
    const others = (repo.reportedChecks ?? []).filter(
      it =>
        it.sha !== check.sha ||
        it.kind !== check.kind ||
        it.name !== check.name,
    );
    repo.reportedChecks = [check, ...others];
    return json(check, 201);
  });
}

function readCheck(
  fields: Record<string, any>,
): Pick<ReportedCheck, 'kind' | 'name' | 'status' | 'conclusion' | 'url'> {
  const { name, conclusion = null, url = null } = fields;
  const kind: ReportedCheck['kind'] = fields.kind ?? 'check-run';
  const { status = conclusion === null ? 'in_progress' : 'completed' } = fields;
  if (typeof name !== 'string' || name === '') {
    throw new ControlProblem(400, 'name must be a text');
  }
  if (!(kind in CONCLUSIONS)) {
    throw new ControlProblem(400, 'kind must be check-run or status');
  }
  if (!STATUSES.includes(status)) {
    throw new ControlProblem(
      400,
      `status must be one of ${STATUSES.join(', ')}`,
    );
  }
  const known = CONCLUSIONS[kind];
  const isRight =
    status === 'completed' ? known.includes(conclusion) : conclusion === null;
  if (!isRight) {
    throw new ControlProblem(
      400,
      `conclusion must be one of ${known.join(', ')} when completed, and absent otherwise`,
    );
  }
  if (url !== null && !URL.canParse(url)) {
    throw new ControlProblem(400, 'url must be a URL');
  }
  return { name, kind, status, conclusion, url };
}
