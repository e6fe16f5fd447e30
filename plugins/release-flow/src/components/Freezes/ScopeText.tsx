import { Fragment, type ReactNode } from 'react';
import type { FreezeScope } from 'backstage-plugin-release-flow-common';
import { listed } from '../../lib/freezeWords';
import { Person } from '../common';

function Refs(props: { refs: string[] }) {
  const { refs } = props;
  return (
    <>
      {refs.map((ref, index) => (
        <Fragment key={ref}>
          {index > 0 && (index === refs.length - 1 ? ' and ' : ', ')}
          <Person actor={ref} />
        </Fragment>
      ))}
    </>
  );
}

function subjectOf({ tiers, environments }: FreezeScope): string {
  if (tiers && environments) {
    return `${listed(tiers)} environments named ${listed(environments, 'or')}`;
  }
  if (tiers) return `${listed(tiers)} environments`;
  if (environments) return `environments named ${listed(environments, 'or')}`;
  return '';
}

/** What a freeze covers, in words; every part of it has to fit. */
export function ScopeText({ scope }: { scope: FreezeScope }) {
  const { owners, flows, services } = scope;
  const parts: ReactNode[] = [];
  if (services) parts.push(<Refs refs={services} />);
  if (owners) {
    parts.push(
      <>
        {services ? '' : 'services '}of <Refs refs={owners} />
      </>,
    );
  }
  if (flows) {
    parts.push(
      <>
        {services || owners ? '' : 'services '}in the flow <Refs refs={flows} />
      </>,
    );
  }
  const subject = subjectOf(scope);
  if (!subject && parts.length === 0) {
    return <>every environment of every service</>;
  }
  return (
    <>
      {subject || 'every environment'}
      {parts.length > 0 && ' of '}
      {parts.map((part, index) => (
        // The parts of a scope never change their order.
        // eslint-disable-next-line react/no-array-index-key
        <Fragment key={index}>
          {index > 0 && ' '}
          {part}
        </Fragment>
      ))}
    </>
  );
}
