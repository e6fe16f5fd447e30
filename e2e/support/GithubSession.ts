/** A person who clicks on the local GitHub's own pages. */
export class GithubSession {
  private constructor(
    private readonly url: string,
    private readonly cookie: string,
  ) {}

  static async signIn(url: string, login: string): Promise<GithubSession> {
    const response = await fetch(`${url}/session`, {
      method: 'POST',
      body: new URLSearchParams({ login }),
      redirect: 'manual',
    });
    const [cookie] = response.headers.getSetCookie();
    return new GithubSession(url, cookie.split(';')[0]);
  }

  /** Presses the button of a form: the page answers by leading elsewhere. */
  async press(path: string, fields: Record<string, string> = {}) {
    const response = await fetch(`${this.url}${path}`, {
      method: 'POST',
      headers: { cookie: this.cookie },
      body: new URLSearchParams(fields),
      redirect: 'manual',
    });
    if (response.status >= 400) {
      throw new Error(`POST ${path}: ${response.status}`);
    }
  }

  publish(slug: string, releaseId: number) {
    return this.press(`/${slug}/releases/${releaseId}/publish`);
  }

  review(slug: string, runId: number, state: 'approved' | 'rejected') {
    const comment = state === 'approved' ? 'Looks good' : 'Not on a Friday';
    return this.press(`/${slug}/actions/runs/${runId}/review`, {
      state,
      comment,
    });
  }
}
