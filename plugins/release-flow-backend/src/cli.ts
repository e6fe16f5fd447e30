import { createProgram } from './cli/program';

createProgram(process).parseAsync();
