/** An error answer in GitHub's form. */
export class GitHubProblem extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly errors?: unknown[],
  ) {
    super(message);
  }
}

export function notFound(): GitHubProblem {
  return new GitHubProblem(404, 'Not Found');
}

export function invalid(
  resource: string,
  field: string,
  code: 'missing' | 'missing_field' | 'invalid' | 'already_exists',
): GitHubProblem {
  return new GitHubProblem(422, 'Validation Failed', [
    { resource, field, code },
  ]);
}
