import { Alert, ButtonLink } from '@backstage/ui';
import type { ServiceState } from 'backstage-plugin-release-flow-common';
import { useLinks } from '../../hooks/useLinks';
import { ActionAlert, Ago, Sentence } from '../common';

const MODES = {
  observe: {
    title: 'This flow observes',
    text: 'It shows what runs where and changes nothing. The platform team switches it to enforce when the picture is right.',
  },
  advise: {
    title: 'This flow advises',
    text: 'It shows what it would have decided, and acts on nothing. The platform team switches it to enforce when that is right.',
  },
};

/** What the reader should know before looking at the environments. */
export function Notices({ service }: { service: ServiceState }) {
  const links = useLinks();
  const titleOf = (id: string) =>
    service.environments.find(it => it.id === id)?.title ?? id;
  return (
    <>
      {service.effects === 'disabled' && (
        <Alert
          status="warning"
          icon
          title="Effects are switched off in this portal"
          description="Promotions can be looked at; none starts, and those under way wait."
        />
      )}
      {service.mode !== 'enforce' && (
        <Alert
          status="info"
          icon
          title={MODES[service.mode].title}
          description={MODES[service.mode].text}
        />
      )}
      {service.reminders.map(({ code, label, message, since, url }) => (
        <ActionAlert
          key={`${code} ${label}`}
          status="warning"
          icon
          data-testid="reminder"
          title={`Backport ${label}`}
          description={
            <>
              {message} Live since <Ago at={since} />.
            </>
          }
          customActions={
            url && (
              <ButtonLink variant="secondary" size="small" href={url}>
                Compare
              </ButtonLink>
            )
          }
        />
      ))}
      {service.awaitingMe.map(promotion => (
        <ActionAlert
          key={promotion.id}
          status="info"
          icon
          data-testid="awaiting-me"
          title={`Waiting for you: ${promotion.label} to ${titleOf(promotion.environment)}`}
          description={
            <>
              <Sentence text={promotion.message.replace(/[^.]$/, '$&.')} />{' '}
              Requested <Ago at={promotion.requestedAt} />.
            </>
          }
          customActions={
            <ButtonLink
              variant="primary"
              size="small"
              href={links.promotion(promotion.id)}
              aria-label={`Review ${promotion.label} to ${promotion.environment}`}
            >
              Review
            </ButtonLink>
          }
        />
      ))}
    </>
  );
}
