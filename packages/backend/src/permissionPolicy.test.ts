import { mockCredentials } from '@backstage/backend-test-utils';
import { createPermission } from '@backstage/plugin-permission-common';
import { SignedInPolicy } from './permissionPolicy';

const permission = createPermission({ name: 'anything', attributes: {} });
const someone = {
  credentials: mockCredentials.user(),
  info: { userEntityRef: 'user:default/ada', ownershipEntityRefs: [] },
};

describe('SignedInPolicy', () => {
  const policy = new SignedInPolicy();

  it('allows whoever is signed in', async () => {
    await expect(policy.handle({ permission }, someone)).resolves.toEqual({
      result: 'ALLOW',
    });
  });

  it('denies whoever is not', async () => {
    await expect(policy.handle({ permission })).resolves.toEqual({
      result: 'DENY',
    });
  });
});
