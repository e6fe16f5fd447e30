import { createProgram } from './cli/program';
import { installedWords } from './installedWords';

createProgram(process, installedWords).parseAsync();
