import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { flowDocument } from '../../../dev/flowDocument';
import { failure, mockApi } from '../../../dev/mockApi';
import { renderWith } from '../../../dev/render';
import { EntityReleases } from '../EntityReleases/EntityReleases';
import { layOutDiagram, wrap } from './layOutDiagram';
import { readDiagram } from './readDiagram';
import { sectionsOf } from './sections';

const openDocs = async () =>
  userEvent.click(await screen.findByRole('tab', { name: 'Release docs' }));

describe('FlowDocument', () => {
  it('draws what the diagrams say and shows the text safely', async () => {
    renderWith(<EntityReleases />, { entity: 'qfa-backend' });
    await openDocs();
    const diagram = await screen.findByRole('img', {
      name: /^Start to Dev: Run release.yaml, deployed by itself; Dev to Staging/,
    });
    expect(within(diagram).getByText('Production #1')).toBeInTheDocument();
    expect(screen.getByText('a link')).toHaveAttribute(
      'href',
      'https://example.com/',
    );
    expect(screen.getByText(/and none/)).toBeInTheDocument();
    expect(document.body.innerHTML).not.toMatch(/javascript:|onerror/);
  });

  it('gives the document and the source of a diagram away', async () => {
    const user = userEvent.setup();
    const write = jest.spyOn(navigator.clipboard, 'writeText');
    renderWith(<EntityReleases />, { entity: 'qfa-backend' });
    await openDocs();
    await user.click(
      await screen.findByRole('button', {
        name: 'Copy as Markdown: the document',
      }),
    );
    expect(write).toHaveBeenLastCalledWith(flowDocument);
    await user.click((await screen.findAllByText('Mermaid source'))[0]);
    await user.click(
      screen.getAllByRole('button', { name: 'Copy the Mermaid source' })[0],
    );
    expect(write).toHaveBeenLastCalledWith(
      expect.stringMatching(/^stateDiagram-v2\n/),
    );
  });

  it('says what is wrong, and asks again', async () => {
    let isBroken = true;
    renderWith(<EntityReleases />, {
      entity: 'qfa-backend',
      api: {
        flowDocument: (...asked) =>
          isBroken
            ? Promise.reject(failure(500, 'The database is away.'))
            : mockApi.flowDocument(...asked),
      },
    });
    await openDocs();
    expect(await screen.findByText(/The database is away/)).toBeInTheDocument();
    isBroken = false;
    await userEvent.click(screen.getByRole('button', { name: /again/i }));
    expect(await screen.findByText('How releases flow')).toBeInTheDocument();
  });
});

it('cuts a document at its headings, not inside code', () => {
  const text = '# A\n\nintro\n\n## B\n\n```sh\n## no\n```\n\n## C \\| d\n';
  expect(sectionsOf(text).map(({ title }) => title)).toEqual([
    '',
    'B',
    'C | d',
  ]);
  expect(sectionsOf(text)[0].text.trim()).toBe('intro');
});

it('keeps two ways between the same places apart', () => {
  const diagram = readDiagram(
    'stateDiagram-v2\n  state "A" as a\n  [*] --> a: main\n  [*] --> a: release',
  )!;
  const { edges, nodes, width } = layOutDiagram(diagram, 'LR');
  expect(edges.map(({ label }) => label.lines)).toEqual([
    ['main'],
    ['release'],
  ]);
  expect(new Set(edges.map(({ label }) => label.y)).size).toBe(2);
  expect(nodes.every(({ x }) => x > 0 && x < width)).toBe(true);
});

it('breaks long lines and leaves other diagrams alone', () => {
  expect(wrap(['one two three'], 8)).toEqual(['one two', 'three']);
  expect(readDiagram('pie\n "a": 1')).toBeUndefined();
});
