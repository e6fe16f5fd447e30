import { SignInPage } from '@backstage/core-components';
import { githubAuthApiRef } from '@backstage/frontend-plugin-api';
import { SignInPageBlueprint } from '@backstage/plugin-app-react';

const github = {
  id: 'github-auth-provider',
  title: 'GitHub',
  message: 'Sign in as one of the people of the sample organisation',
  apiRef: githubAuthApiRef,
};

export const signInPage = SignInPageBlueprint.make({
  params: {
    loader: async () => props => <SignInPage {...props} provider={github} />,
  },
});
