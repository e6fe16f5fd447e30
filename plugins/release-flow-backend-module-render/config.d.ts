export interface Config {
  releaseFlow?: {
    render?: {
      /** Root of Render's REST API. Default: https://api.render.com/v1 */
      baseUrl?: string;
      /**
       * API key of a user who may deploy the services.
       * @visibility secret
       */
      apiKey?: string;
      /** Workspace of targets that name none, such as `tea-…`; needed where names repeat between workspaces. */
      owner?: string;
    };
  };
}
