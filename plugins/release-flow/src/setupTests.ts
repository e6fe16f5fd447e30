import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// A busy machine renders slowly; what is looked for still comes.
jest.setTimeout(30_000);
configure({ asyncUtilTimeout: 10_000 });
