/** An entity of the dev app's catalog. */
export const entityOf = (name: string) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name,
    namespace: 'default',
    annotations: { 'release-flow.io/flow': 'azure-three-stage' },
  },
  spec: { type: 'service', owner: 'group:default/qfa' },
});
