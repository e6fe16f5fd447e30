import type { Cloud } from '../cloud';
import { compare } from '../git/difference';
import { log, resolve } from '../git/history';
import type { Commit } from '../state/gitModel';
import type { Repository } from '../state/githubModel';

/** Notes in the manner of GitHub's own: what was merged since the last release. */
export function releaseNotes(
  cloud: Cloud,
  repo: Repository,
  release: { tag: string; previous: string | undefined; head: Commit },
): string {
  const web = `${cloud.urls.github}/${repo.owner}/${repo.name}`;
  const previous = release.previous && resolve(repo.git, release.previous);
  const commits = previous
    ? (compare(repo.git, previous, release.head)?.commits ?? [])
    : log(repo.git, release.head.sha).reverse();
  const lines = commits
    .filter(commit => commit.parents.length < 2)
    .map(commit => lineOf(cloud, web, commit));
  const range = release.previous
    ? `compare/${release.previous}...${release.tag}`
    : `commits/${release.tag}`;
  return [
    "## What's changed",
    '',
    ...lines,
    '',
    `**Full changelog**: ${web}/${range}`,
  ].join('\n');
}

function lineOf(cloud: Cloud, web: string, commit: Commit): string {
  const [subject] = commit.message.split('\n');
  const author = cloud.state.people.find(
    person => person.email === commit.author.email,
  );
  const pull = /\(#(\d+)\)$/.exec(subject)?.[1];
  const where = pull
    ? ` in ${web}/pull/${pull}`
    : ` in ${commit.sha.slice(0, 7)}`;
  const title = subject.replace(/\s*\(#\d+\)$/, '');
  return `* ${title} by @${author?.login ?? commit.author.name}${where}`;
}
