import { Container } from '@backstage/ui';
import { DecisionsTab } from './DecisionsTab';
import { EnvironmentsTab } from './EnvironmentsTab';

export { DecisionsTab, EnvironmentsTab };

export const EnvironmentsPage = () => (
  <Container py="4">
    <EnvironmentsTab />
  </Container>
);

export const DecisionsPage = () => (
  <Container py="4">
    <DecisionsTab />
  </Container>
);
