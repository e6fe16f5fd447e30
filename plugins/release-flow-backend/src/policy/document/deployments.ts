import { isAutomaticPath, automaticWords, manualWords } from './deployWords';
import { bullets, heading, md, type Block } from './markdown';
import { pathTitle } from './paths';
import { titleOf, type Subject } from './subject';

const upper = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** What fires by itself, what people start, and what goes from one environment to the next. */
export function deploymentTypesSection(subject: Subject): Block[] {
  const { environments, paths } = subject;
  const automatic = environments.flatMap(environment =>
    environment.deploy.automatic
      ? [
          `**${md(titleOf(environment))}**: ${automaticWords(subject, environment, environment.deploy.automatic)}.`,
        ]
      : [],
  );
  const manual = environments.flatMap(environment =>
    environment.deploy.manual
      ? [
          `**${md(titleOf(environment))}**: ${manualWords(subject, environment, environment.deploy.manual)}`,
        ]
      : [],
  );
  const promoted = paths.filter(path => !isAutomaticPath(subject, path));
  return [
    heading(2, 'Deployment types'),
    ...(automatic.length > 0
      ? [heading(3, 'Automatic'), ...bullets(automatic.map(upper))]
      : []),
    ...(manual.length > 0 ? [heading(3, 'By hand'), ...bullets(manual)] : []),
    ...(promoted.length > 0
      ? [
          heading(3, 'Promotion'),
          'A person chooses a release and where it should go. The path is checked, every gate has to pass, the deployment is made once, and verified.',
          ...bullets(promoted.map(path => md(pathTitle(subject, path)))),
        ]
      : []),
  ];
}
