import type { DocumentWords } from '../policy/document';
import type { z } from 'zod';
import { builtInVerifications } from '../policy/verificationSchemas';
import type { Providers } from './Providers';
import { verificationTitle } from './verificationTitle';

type Titles = Pick<Providers, 'verifications' | 'gates' | 'deployers'>;

/** How what is installed reads in a flow's document; defaults are put in, for a flow as it is in a file. */
export function documentWords(providers: Titles): DocumentWords {
  const own = verificationTitle(providers);
  return {
    gate: config => {
      const gate = providers.gates.get(config.type);
      return gate?.titleOf(parsed(gate.schema, config));
    },
    verification: config => {
      const type = String(config.type);
      const provider = providers.verifications.get(type);
      if (provider) return own(parsed(provider.schema, config));
      // What is not installed here may be so in the portal; its name says enough.
      return builtInVerifications.has(type)
        ? own(config)
        : { title: type, detail: '' };
    },
    deployer: (type, config) => {
      const deployer = providers.deployers.get(type);
      return deployer?.titleOf(parsed(deployer.schema, config));
    },
  };
}

function parsed(schema: z.ZodType, config: unknown): any {
  const result = schema.safeParse(config);
  return result.success ? result.data : config;
}
