export interface Config {
  releaseFlow?: {
    aws?: {
      /** Account that the main credentials of `aws` sign in to: the one of targets and gates that name none. */
      account?: string;
      /** Where ECS, ECR and CloudWatch are reached when it is not AWS itself. Image repositories of any host then count as ECR. */
      endpoint?: string;
    };
  };
}
