export interface Config {
  releaseFlow?: {
    github?: {
      /**
       * Whether pages offer to give GitHub's own reviews, with the reader's own token.
       * @visibility frontend
       */
      inPortalReview?: boolean;
    };
  };
}
