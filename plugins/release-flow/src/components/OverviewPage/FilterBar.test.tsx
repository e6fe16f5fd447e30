import { useCallback, useState } from 'react';
import { fireEvent, screen } from '@testing-library/react';
import { renderWith } from '../../../dev/render';
import { FilterBar } from './FilterBar';
import type { Filters } from './useFilters';

/** An address that takes what is asked of it only when a test says so. */
function Late() {
  const [filters, setFilters] = useState<Filters>({});
  const [asked, setAsked] = useState<string>();
  const onChange = useCallback(
    (_name: string, value: string | undefined) => setAsked(value),
    [],
  );
  return (
    <>
      <FilterBar
        {...{ filters, onChange, flows: [], owners: [] }}
        onClear={() => setFilters({})}
      />
      <button onClick={() => setFilters({ text: asked })}>
        {`Arrive at ${asked}`}
      </button>
    </>
  );
}

const search = () =>
  screen.findByRole('searchbox', { name: 'Search services' });
const arriveAt = (text: string) =>
  screen.findByRole('button', { name: `Arrive at ${text}` });

it('loses nothing that is typed while the address catches up', async () => {
  renderWith(<Late />);
  fireEvent.change(await search(), { target: { value: 'ledge' } });
  const arrive = await arriveAt('ledge');
  fireEvent.change(await search(), { target: { value: 'ledger' } });
  fireEvent.click(arrive);
  expect(await search()).toHaveValue('ledger');
  expect(await arriveAt('ledger')).toBeVisible();
});

it('shows what the address says when it was changed elsewhere', async () => {
  renderWith(<Late />);
  fireEvent.change(await search(), { target: { value: 'ledger' } });
  fireEvent.click(await arriveAt('ledger'));
  fireEvent.click(await screen.findByRole('button', { name: 'Clear' }));
  expect(await search()).toHaveValue('');
});
