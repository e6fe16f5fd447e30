import { testCrashes } from './crashes';

testCrashes({ name: 'crash-sqlite' }, 'arrives');
