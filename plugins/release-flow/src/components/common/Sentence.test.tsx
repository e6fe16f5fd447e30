import { screen } from '@testing-library/react';
import { renderWith } from '../../../dev/render';
import { Sentence } from './Sentence';

const DIGEST = `sha256:${'ab'.repeat(32)}`;
const before = (ms: number) => new Date(Date.now() - ms).toISOString();

describe('Sentence', () => {
  it('makes what the server names readable', async () => {
    renderWith(
      <p>
        <Sentence
          text={`Approved by user:default/ada at ${before(120_000)}; healthy since ${before(7_200_000)} on ${DIGEST}, see https://github.com/acme/app/actions/runs/42.`}
        />
      </p>,
    );
    expect(await screen.findByRole('link', { name: 'ada' })).toHaveAttribute(
      'href',
      '/catalog/default/user/ada',
    );
    expect(screen.getByText(/Approved by/)).toHaveTextContent(
      'Approved by ada 2 min ago; healthy for 2 h on sha256:abababab, see runs/42.',
    );
    expect(screen.getByRole('link', { name: 'runs/42' })).toHaveAttribute(
      'href',
      'https://github.com/acme/app/actions/runs/42',
    );
    expect(screen.getByTitle(DIGEST)).toBeInTheDocument();
  });

  it('says until when, not how long until then', async () => {
    renderWith(
      <Sentence text="Audit week until 2099-12-31T18:00:00.000Z: no" />,
    );
    expect(await screen.findByText(/Audit week/)).toHaveTextContent(
      /Audit week until \w{3}, \w{3} \d+, (2099|2100), \d\d:\d\d \S+: no/,
    );
  });

  it('says spans in words, and a commit in an address in few digits', async () => {
    renderWith(
      <Sentence
        text={`OK for PT1H30M on P1v3, see https://github.com/acme/app/commit/${'c'.repeat(40)}`}
      />,
    );
    expect(await screen.findByText(/OK for/)).toHaveTextContent(
      'OK for 1 hour 30 minutes on P1v3, see commit/ccccccc',
    );
  });

  it('leaves plain text as it is', async () => {
    renderWith(<Sentence text="3 of 3: llm-api-key, llm-api-base" />);
    expect(
      await screen.findByText('3 of 3: llm-api-key, llm-api-base'),
    ).toBeInTheDocument();
  });
});
