import type { WireRequest } from '../http/wire';
import { problemsWithRenderRequest } from './renderDescription';
import type { Violation } from './requestRecorder';

const KEPT = 500;

/** Checks every call that Render receives against Render's description. */
export class RenderRecorder {
  private checked = 0;
  private violations: Violation[] = [];

  /** Takes a request, its path without `/v1`. */
  record(request: WireRequest): void {
    this.checked += 1;
    const problems = problemsWithRenderRequest(request);
    if (problems.length === 0) return;
    const { method, path, url } = request;
    this.violations.push({ method, path: path + url.search, problems });
    if (this.violations.length > KEPT) this.violations.shift();
  }

  report() {
    return { checked: this.checked, violations: this.violations };
  }
}
