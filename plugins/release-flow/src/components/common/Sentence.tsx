import { Fragment } from 'react';
import { describeDuration } from '../../lib/freezeWords';
import { shortId } from '../../lib/text';
import { formatMoment } from '../../lib/time';
import { Ago, Span } from './Ago';
import { External } from './External';
import { Id } from './Id';
import { Person } from './Person';

const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z/.source;
const DURATION = /\bP(?:\d+[YMWD])+(?:T(?:\d+[HMS])+)?\b|\bPT(?:\d+[HMS])+\b/
  .source;
const TOKEN = new RegExp(
  `(https?://[^\\s)"']*[^\\s)"'.,;:]|(?:\\b(?:at|since|until) )?${INSTANT}|${DURATION}|sha256:[0-9a-f]{64}|\\b[0-9a-f]{40}\\b|\\b(?:user|group):[a-z0-9._-]+/[\\w-]+(?:\\.[\\w-]+)*)`,
);

/** The end of an address says enough beside the sentence that leads to it. */
const tail = (url: string) =>
  new URL(url).pathname
    .split('/')
    .filter(Boolean)
    .slice(-2)
    .map(shortId)
    .join('/') || url;

const replace = (token: string) => {
  if (/^https?:/.test(token)) {
    return <External url={token}>{tail(token)}</External>;
  }
  const [instant] = new RegExp(`${INSTANT}$`).exec(token) ?? [];
  if (instant && token.startsWith('since ')) {
    return (
      <>
        for <Span since={instant} />
      </>
    );
  }
  // How long it takes till then does not read well after *until*.
  if (instant && token.startsWith('until ')) {
    return <>until {formatMoment(instant)}</>;
  }
  if (instant) return <Ago at={instant} />;
  if (/^(user|group):/.test(token)) return <Person actor={token} />;
  if (/^PT?\d/.test(token)) return <>{describeDuration(token)}</>;
  return <Id id={token} />;
};

/** A sentence of the server with its instants, spans, people and digests made readable. */
export function Sentence({ text }: { text: string }) {
  return (
    <>
      {text.split(TOKEN).map((part, index) => (
        // eslint-disable-next-line react/no-array-index-key
        <Fragment key={index}>{index % 2 ? replace(part) : part}</Fragment>
      ))}
    </>
  );
}
