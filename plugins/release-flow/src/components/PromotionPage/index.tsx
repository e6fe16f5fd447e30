import { useState } from 'react';
import { useParams } from 'react-router-dom';
import { BreadcrumbEntry } from '@backstage/frontend-plugin-api';
import { Container } from '@backstage/ui';
import type { PromotionView } from 'backstage-plugin-release-flow-common';
import { useLinks } from '../../hooks/useLinks';
import { PromotionBody } from './PromotionPage';

export { PromotionBody };

/** The promotion in the address, with the way back to its service. */
export function PromotionPage() {
  const { id = '' } = useParams();
  const links = useLinks();
  const [promotion, setPromotion] = useState<PromotionView>();
  const service = promotion && links.service(promotion.service.ref);
  const here = links.promotion(id) ?? '';
  const body = (
    <BreadcrumbEntry
      entry={{
        label: promotion ? `Promotion ${promotion.number}` : 'Promotion',
        href: here,
      }}
    >
      <Container py="4">
        <PromotionBody id={id} onRead={setPromotion} />
      </Container>
    </BreadcrumbEntry>
  );
  return (
    <BreadcrumbEntry
      entry={{
        label: promotion?.service.title ?? 'Service',
        href: service ?? here,
      }}
    >
      {body}
    </BreadcrumbEntry>
  );
}
