import { Container } from '@backstage/ui';
import { FreezesTab } from './FreezesTab';

export const FreezesPage = () => (
  <Container py="4">
    <FreezesTab />
  </Container>
);
