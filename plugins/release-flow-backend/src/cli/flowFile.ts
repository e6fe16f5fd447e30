import type { Entity } from '@backstage/catalog-model';
import { parseAllDocuments } from 'yaml';
import { RELEASE_FLOW_KIND } from '../policy/flow';

/** Flows of a YAML file, which may hold other entities too. */
export function flowsIn(text: string, file: string): Entity[] {
  const documents = parseAllDocuments(text);
  const broken = documents.flatMap(({ errors }) => errors)[0];
  if (broken) throw new Error(`${file} is no YAML: ${broken.message}`);
  const flows = documents
    .map(document => document.toJS() as Entity | null)
    .filter(entity => entity?.kind === RELEASE_FLOW_KIND);
  if (flows.length === 0) {
    throw new Error(`${file} holds no entity of kind ${RELEASE_FLOW_KIND}`);
  }
  return flows as Entity[];
}
