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
  relations: [
    { type: 'dependsOn', targetRef: 'resource:default/qfa-postgresql' },
    { type: 'dependsOn', targetRef: 'resource:default/qfa-key-vault' },
    { type: 'dependsOn', targetRef: 'component:default/litellm' },
    { type: 'providesApi', targetRef: 'api:default/questions' },
    { type: 'dependencyOf', targetRef: 'component:default/espocrm' },
  ],
});
