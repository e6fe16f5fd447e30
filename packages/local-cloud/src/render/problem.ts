/** An answer of Render's that says no. */
export class RenderProblem extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}
