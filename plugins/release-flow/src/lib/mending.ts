import { capitalise } from './text';

/** A sentence, or something to be copied: a command to run or lines to write. */
export type MendingPart =
  { kind: 'prose'; text: string } | { kind: 'code'; text: string };

/** `concurrency: deploy-prd in release.yaml`, `paths: […] for prd in the flow`. */
const SETTING =
  /^([\w.-]+: .+?)((?: for \S+)? (?:in|at) (?:the \w+(?: of \S+)?|\S+\.ya?ml))$/;

/** A run name is long enough to say no more than itself. */
const RUN_NAME = /^run-name: .+$/;

/** A command begins the text or follows a colon, and ends where the sentence goes on. */
const COMMAND =
  /(^|: )((?:(?:gh|git|az|aws|npx|release-flow) [a-z]|select \*).*?)(?=$|, (?:and|or) |; |\. [A-Z])/g;

/** What is left of a sentence once a command is cut out of it. */
function proseOf(text: string): MendingPart[] {
  const rest = text.replace(/^[,;.]\s*(?:and )?/, '').trim();
  if (!rest) return [];
  const end = /[.:!?]$/.test(rest) ? '' : '.';
  return [{ kind: 'prose', text: `${capitalise(rest)}${end}` }];
}

/** Parts what mends a finding into what is read and what is copied. */
export function readMending(fix: string): MendingPart[] {
  if (fix.includes('\n') || RUN_NAME.test(fix)) {
    return [{ kind: 'code', text: fix }];
  }
  const setting = SETTING.exec(fix);
  if (setting) {
    const [, text, where] = setting;
    return [...proseOf(`${where.trim()}:`), { kind: 'code', text }];
  }
  const parts: MendingPart[] = [];
  let at = 0;
  for (const { index, 1: before, 2: text } of fix.matchAll(COMMAND)) {
    const start = index + before.length;
    parts.push(...proseOf(fix.slice(at, start)), { kind: 'code', text });
    at = start + text.length;
  }
  return [...parts, ...proseOf(fix.slice(at))];
}
